package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.telemetry.MetricNames;
import java.util.Map;
import java.util.Optional;

/** Where the numbers come from that a gate looks at. */
sealed interface GateMetric {

    /** A metric that devices send, by its name there: the mean of the devices' means. */
    record Sampled(String name) implements GateMetric {}

    /** One number of a sample in percent of another one. */
    record Share(String part, String whole) implements GateMetric {}

    /** How often the engine has restarted containers of a device, all together: the mean of the devices. */
    record Restarts() implements GateMetric {}

    /** Containers that are unhealthy, missing or not coming up, in percent of those that devices report. */
    record Unhealthy() implements GateMetric {}

    /** Devices that are offline, in percent of those that were ever heard of. */
    record Offline() implements GateMetric {}

    Map<String, GateMetric> OWN = Map.of(
            "memoryUsedPercent", new Share("memoryUsedBytes", "memoryTotalBytes"),
            "diskUsedPercent", new Share("diskUsedBytes", "diskTotalBytes"),
            "containerRestarts", new Restarts(),
            "unhealthyContainersPercent", new Unhealthy(),
            "offlinePercent", new Offline());

    static Optional<GateMetric> named(String name) {
        if (OWN.containsKey(name)) {
            return Optional.of(OWN.get(name));
        }
        return MetricNames.known(name) ? Optional.of(new Sampled(name)) : Optional.empty();
    }
}
