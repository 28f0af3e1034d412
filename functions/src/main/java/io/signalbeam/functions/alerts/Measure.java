package io.signalbeam.functions.alerts;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

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

    Set<String> DEVICE = Set.of(
            "uptimeSeconds",
            "cpuPercent",
            "memoryUsedBytes",
            "memoryTotalBytes",
            "diskUsedBytes",
            "diskTotalBytes",
            "load1",
            "temperatureCelsius",
            "networkReceivedBytes",
            "networkSentBytes",
            "clockOffsetMillis");

    Pattern CUSTOM = Pattern.compile("custom\\.[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}");
    Pattern CONTAINER = Pattern.compile(
            "container\\.([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)/([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)\\.(cpuPercent|memoryBytes|restarts)");

    /** The measure of that name, or nothing where there can be none. */
    static Optional<Measure> named(String metric) {
        if (metric.equals(OFFLINE)) {
            return Optional.of(new Offline());
        }
        if (SHARES.containsKey(metric)) {
            return Optional.of(SHARES.get(metric));
        }
        return DEVICE.contains(metric)
                        || CUSTOM.matcher(metric).matches()
                        || CONTAINER.matcher(metric).matches()
                ? Optional.of(new Series(metric))
                : Optional.empty();
    }
}
