package io.signalbeam.shared.telemetry;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One look at a device. Whatever could not be read is absent, never zero.
 *
 * @param uptimeSeconds of the host, at least 0
 * @param cpuPercent of all cores together, 0 to 100, mean since the last sample
 * @param load1 mean run-queue length over a minute
 * @param temperatureCelsius the hottest zone
 * @param networkReceivedBytes since boot, all interfaces but loopback
 * @param networkSentBytes since boot, all interfaces but loopback
 * @param clockOffsetMillis what the agent added to its wall clock to reach the server's time; absent when nothing
 * @param custom any numeric metric by name: {@code [a-zA-Z_][a-zA-Z0-9_.:-]{0,127}}, finite values
 */
public record MetricsSample(
        @Nullable Long uptimeSeconds,
        @Nullable Double cpuPercent,
        @Nullable Long memoryUsedBytes,
        @Nullable Long memoryTotalBytes,
        @Nullable Long diskUsedBytes,
        @Nullable Long diskTotalBytes,
        @Nullable Double load1,
        @Nullable Double temperatureCelsius,
        @Nullable Long networkReceivedBytes,
        @Nullable Long networkSentBytes,
        @Nullable Long clockOffsetMillis,
        Map<String, Double> custom,
        List<ContainerSample> containers) {

    public MetricsSample {
        custom = Map.copyOf(custom == null ? Map.of() : custom);
        containers = List.copyOf(containers == null ? List.of() : containers);
    }

    /** The same, with other custom metrics. */
    public MetricsSample withCustom(Map<String, Double> other) {
        return new MetricsSample(
                uptimeSeconds,
                cpuPercent,
                memoryUsedBytes,
                memoryTotalBytes,
                diskUsedBytes,
                diskTotalBytes,
                load1,
                temperatureCelsius,
                networkReceivedBytes,
                networkSentBytes,
                clockOffsetMillis,
                other,
                containers);
    }

    /**
     * @param bundle the bundle's id
     * @param cpuPercent of one core, so that two busy cores are 200
     */
    public record ContainerSample(
            String bundle,
            String name,
            @Nullable Double cpuPercent,
            @Nullable Long memoryBytes,
            @Nullable Integer restarts) {}
}
