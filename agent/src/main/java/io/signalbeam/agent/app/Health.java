package io.signalbeam.agent.app;

import io.signalbeam.agent.pace.Loop;
import io.signalbeam.agent.telemetry.LocalMetrics;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each part of the running agent does, without what identifies the device: anybody on the machine may ask.
 *
 * @param ready whether the cloud has answered, and no part's last round failed
 * @param enrolled whether the machine is a device yet
 * @param polledAt when the cloud last answered a poll
 * @param generation of the desired state
 * @param telemetryOver the way that telemetry last took
 * @param spoolBytes of telemetry that waits
 */
record Health(
        boolean ready,
        String version,
        boolean enrolled,
        @Nullable Instant polledAt,
        long generation,
        String telemetryOver,
        long spoolBytes,
        LocalMetrics.Tally localMetrics,
        List<Loop.State> parts) {

    Health {
        parts = List.copyOf(parts);
    }

    /** Of an agent that waits to be enrolled. */
    static Health waiting(LocalMetrics.Tally localMetrics) {
        return new Health(false, Facts.version(), false, null, 0, "", 0, localMetrics, List.of());
    }

    static boolean isReady(@Nullable Instant polledAt, List<Loop.State> parts) {
        return polledAt != null && parts.stream().allMatch(part -> part.failures() == 0);
    }
}
