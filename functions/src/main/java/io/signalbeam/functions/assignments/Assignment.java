package io.signalbeam.functions.assignments;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.RolloutId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** That somebody asked for a version of a bundle, as the API writes it. */
public record Assignment(
        UUID id,
        String bundleId,
        String version,
        Kind kind,
        @Nullable DeviceId deviceId,
        @Nullable GroupId groupId,
        @Nullable RolloutId rolloutId,
        Instant assignedAt,
        String assignedBy) {

    /** The names are the API's. */
    public enum Kind {
        Device,
        Group,
        /** One device that a rollout has reached. */
        Rollout
    }
}
