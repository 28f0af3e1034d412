package io.signalbeam.functions.rollouts;

import io.signalbeam.shared.id.RolloutId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rollout, as the API writes it.
 *
 * @param reason why it ended as it did, where that needs saying
 * @param progress devices by status; only statuses that some device has
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
        int deviceDeadlineSeconds,
        Instant createdAt,
        String createdBy,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {

    public Rollout {
        progress = Map.copyOf(progress);
    }
}
