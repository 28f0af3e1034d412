package io.signalbeam.functions.alerts;

import io.signalbeam.functions.telemetry.MetricNames;
import java.util.Map;
import java.util.Optional;

/** Where the numbers of a metric come from. */
sealed interface Measure {

    /** A series by its name in the roll-ups. */
    record Series(String name) implements Measure {}

    /** One series in percent of another one. */
    record Share(String part, String whole) implements Measure {}

    /** How long a device has been offline; 0 while it is online. */
    record Offline() implements Measure {}

    String OFFLINE = "offlineSeconds";

    Map<String, Share> SHARES = Map.of(
            "memoryUsedPercent", new Share("memoryUsedBytes", "memoryTotalBytes"),
            "diskUsedPercent", new Share("diskUsedBytes", "diskTotalBytes"));

    /** The measure of that name, or nothing where there can be none. */
    static Optional<Measure> named(String metric) {
        if (metric.equals(OFFLINE)) {
            return Optional.of(new Offline());
        }
        if (SHARES.containsKey(metric)) {
            return Optional.of(SHARES.get(metric));
        }
        return MetricNames.known(metric) ? Optional.of(new Series(metric)) : Optional.empty();
    }
}
