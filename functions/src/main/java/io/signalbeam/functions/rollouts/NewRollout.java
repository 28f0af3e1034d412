package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.assignments.BundleRef;
import io.signalbeam.functions.outcome.FieldErrors;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code POST /rollouts}; and {@code POST /rollouts/preview}, which makes none of it. */
record NewRollout(
        @Nullable String name,
        String bundleId,
        String version,
        RolloutTarget target,
        @Nullable Integer deviceDeadlineSeconds,
        @Nullable Boolean draft,
        @Nullable Integer priority,
        @Nullable Instant startAt,
        @Nullable List<Wave> waves,
        @Nullable Amount maxUnavailable,
        @Nullable ErrorThreshold errorThreshold,
        @Nullable MaintenanceWindows windows,
        @Nullable List<Gate> gates) {

    private static final int MAX_NAME = 200;
    private static final int LEAST_DEADLINE = 10;
    private static final int GREATEST_DEADLINE = 604_800;
    private static final int USUAL_DEADLINE = 900;
    private static final int MAX_PRIORITY = 1000;
    private static final int MAX_WAVES = 50;
    private static final int MAX_GATES = 20;

    NewRollout {
        waves = waves == null ? null : List.copyOf(waves);
        gates = gates == null ? null : List.copyOf(gates);
    }

    /** All at once, as soon as it is made. */
    NewRollout(
            @Nullable String name,
            String bundleId,
            String version,
            RolloutTarget target,
            @Nullable Integer deviceDeadlineSeconds) {
        this(name, bundleId, version, target, deviceDeadlineSeconds, null, null, null, null, null, null, null, null);
    }

    FieldErrors problems() {
        var errors = new BundleRef(bundleId, version)
                .problems()
                .length("name", name, 1, MAX_NAME)
                .range("deviceDeadlineSeconds", deviceDeadlineSeconds, LEAST_DEADLINE, GREATEST_DEADLINE)
                .range("priority", priority, -MAX_PRIORITY, MAX_PRIORITY)
                .size("waves", waves, 1, MAX_WAVES)
                .size("gates", gates, 0, MAX_GATES);
        target.check(errors);
        checkWaves(errors);
        checkGates(errors);
        if (maxUnavailable != null) {
            maxUnavailable.check(errors, "maxUnavailable");
        }
        if (errorThreshold != null) {
            errorThreshold.check(errors, "errorThreshold");
        }
        if (windows != null) {
            windows.check(errors, "windows");
        }
        return errors;
    }

    private void checkWaves(FieldErrors errors) {
        if (waves == null) {
            return;
        }
        int percent = 0;
        for (int i = 0; i < waves.size(); i++) {
            var wave = waves.get(i);
            wave.check(errors, "waves[" + i + "]", i == waves.size() - 1);
            var percentage = wave.percentage();
            percent += percentage == null ? 0 : percentage;
        }
        if (percent > Amount.HUNDRED) {
            errors.add("waves", "range", "Their percentages come to " + percent + "; at most 100 is allowed.");
        }
    }

    private void checkGates(FieldErrors errors) {
        if (gates == null || gates.isEmpty()) {
            return;
        }
        for (int i = 0; i < gates.size(); i++) {
            gates.get(i).check(errors, "gates[" + i + "]");
        }
        if (waves == null || waves.stream().allMatch(wave -> wave.soak().isZero())) {
            errors.add("gates", "conflict", "They are asked while a wave soaks, and no wave does.");
        }
    }

    /** @param groupZone time zone of the group that is the target; null when it has none */
    RolloutPlan plan(@Nullable String groupZone) {
        return new RolloutPlan(
                waves,
                maxUnavailable,
                errorThreshold,
                windows == null || windows.zone() != null
                        ? windows
                        : new MaintenanceWindows(windows.label(), groupZone, windows.open()),
                gates);
    }

    boolean isDraft() {
        return Boolean.TRUE.equals(draft);
    }

    int priorityOrUsual() {
        return priority == null ? 0 : priority;
    }

    String nameOrUsual() {
        return name == null ? bundleId + " " + version : name;
    }

    int deadlineOrUsual() {
        return deviceDeadlineSeconds == null ? USUAL_DEADLINE : deviceDeadlineSeconds;
    }
}
