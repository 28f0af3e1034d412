package io.signalbeam.functions.rollouts;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rollout of {@code app} to be asked for: at once, to everybody in its target, unless a test says otherwise. */
final class ARollout {
    private final String version;
    private final RolloutTarget target;

    private @Nullable String name;
    private @Nullable Boolean draft;
    private @Nullable Integer priority;
    private @Nullable Instant startAt;
    private @Nullable List<Wave> waves;
    private @Nullable Amount maxUnavailable;
    private @Nullable ErrorThreshold errorThreshold;
    private @Nullable MaintenanceWindows windows;
    private @Nullable List<Gate> gates;

    private ARollout(String version, RolloutTarget target) {
        this.version = version;
        this.target = target;
    }

    static ARollout of(String version, GroupId group) {
        return new ARollout(version, new RolloutTarget(group, null, null));
    }

    static ARollout of(String version, DeviceId... devices) {
        return new ARollout(version, new RolloutTarget(null, null, List.of(devices)));
    }

    static ARollout of(String version, String selector) {
        return new ARollout(version, new RolloutTarget(null, selector, null));
    }

    ARollout named(String itsName) {
        name = itsName;
        return this;
    }

    ARollout draft() {
        draft = true;
        return this;
    }

    ARollout priority(int itsPriority) {
        priority = itsPriority;
        return this;
    }

    ARollout startAt(Instant at) {
        startAt = at;
        return this;
    }

    ARollout waves(Wave... itsWaves) {
        waves = List.of(itsWaves);
        return this;
    }

    ARollout maxUnavailable(int devices) {
        maxUnavailable = Amount.count(devices);
        return this;
    }

    ARollout errorThreshold(ErrorThreshold threshold) {
        errorThreshold = threshold;
        return this;
    }

    ARollout windows(MaintenanceWindows itsWindows) {
        windows = itsWindows;
        return this;
    }

    ARollout gates(Gate... itsGates) {
        gates = List.of(itsGates);
        return this;
    }

    NewRollout wish() {
        return new NewRollout(
                name,
                "app",
                version,
                target,
                null,
                draft,
                priority,
                startAt,
                waves,
                maxUnavailable,
                errorThreshold,
                windows,
                gates);
    }
}
