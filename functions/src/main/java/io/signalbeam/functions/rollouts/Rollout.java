package io.signalbeam.functions.rollouts;

import io.signalbeam.shared.id.RolloutId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rollout, as the API writes it.
 *
 * @param reason why it is where it is, where that needs saying
 * @param progress devices by status; only statuses that some device has
 * @param wave the one it is at, counted from 1; null before it has begun
 * @param phase what that wave is at; null when the rollout is not running or paused
 * @param waitingFor a sentence; null in lists, and when the next tick will do something
 * @param deviceDeadlineSeconds from when a device has seen the new version until it counts as failed
 */
public record Rollout(
        RolloutId id,
        String name,
        String bundleId,
        String version,
        RolloutTarget target,
        RolloutStatus status,
        @Nullable String reason,
        Map<RolloutDeviceStatus, Integer> progress,
        @Nullable Integer wave,
        @Nullable String phase,
        @Nullable Instant soakUntil,
        @Nullable String waitingFor,
        int priority,
        int deviceDeadlineSeconds,
        @Nullable Instant startAt,
        List<WaveView> waves,
        @Nullable Amount maxUnavailable,
        @Nullable ErrorThreshold errorThreshold,
        @Nullable MaintenanceWindows windows,
        List<Gate> gates,
        Instant createdAt,
        String createdBy,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {

    public Rollout {
        progress = Map.copyOf(progress);
        waves = List.copyOf(waves);
        gates = List.copyOf(gates);
    }
}
