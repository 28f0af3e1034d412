package io.signalbeam.agent.app;

import io.signalbeam.shared.report.DeviceReport.BundleStatus;
import io.signalbeam.shared.report.DeviceReport.ContainerStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code run} leaves for {@code status} to read.
 *
 * @param pid of the agent that wrote it
 * @param polledAt when the cloud last answered a poll
 * @param telemetryOver the way that telemetry last took
 * @param spoolBytes of telemetry that waits
 */
record AgentStatus(
        Instant writtenAt,
        long pid,
        String deviceId,
        String name,
        String server,
        String version,
        long generation,
        @Nullable Instant polledAt,
        String telemetryOver,
        long spoolBytes,
        List<BundleStatus> bundles,
        List<ContainerStatus> containers) {
    static final String FILE = "status.json";

    AgentStatus {
        bundles = List.copyOf(bundles == null ? List.of() : bundles);
        containers = List.copyOf(containers == null ? List.of() : containers);
    }
}
