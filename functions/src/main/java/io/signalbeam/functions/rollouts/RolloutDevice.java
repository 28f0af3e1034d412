package io.signalbeam.functions.rollouts;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where one device of a rollout stands, as the API writes it.
 *
 * @param fromVersion what it was to run before; null when the bundle is new to it
 * @param seenAt when it was first known to have the new desired state
 */
public record RolloutDevice(
        DeviceId deviceId,
        String deviceName,
        RolloutDeviceStatus status,
        @Nullable String fromVersion,
        int attempts,
        @Nullable ReportedError error,
        @Nullable Instant seenAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {}
