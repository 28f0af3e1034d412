package io.signalbeam.functions.rollouts;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where one device of a rollout stands, as the API writes it.
 *
 * @param wave counted from 1
 * @param fromVersion what it was to run before; null when the bundle is new to it
 * @param goingBack whether it was asked to go back to that
 * @param seenAt when it was first known to have seen what it is asked for
 */
public record RolloutDevice(
        DeviceId deviceId,
        String deviceName,
        RolloutDeviceStatus status,
        int wave,
        @Nullable String fromVersion,
        boolean goingBack,
        int attempts,
        @Nullable ReportedError error,
        @Nullable Instant seenAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {}
