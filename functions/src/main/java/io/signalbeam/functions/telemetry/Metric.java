package io.signalbeam.functions.telemetry;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a series can be asked for: a field of a sample by its name on the wire, {@code custom.NAME}, or
 * {@code container.BUNDLE/NAME.FIELD}.
 */
sealed interface Metric {
    /** As the API names it. */
    String wire();

    @Nullable String unit();

    /** A column of its own. Their order is that of {@link LatestSample}, which is stored: a new one comes last. */
    enum Known implements Metric {
        UPTIME("uptimeSeconds", "uptime_seconds", "s"),
        CPU("cpuPercent", "cpu_percent", "%"),
        MEMORY_USED("memoryUsedBytes", "memory_used_bytes", "B"),
        MEMORY_TOTAL("memoryTotalBytes", "memory_total_bytes", "B"),
        DISK_USED("diskUsedBytes", "disk_used_bytes", "B"),
        DISK_TOTAL("diskTotalBytes", "disk_total_bytes", "B"),
        LOAD("load1", "load1", null),
        TEMPERATURE("temperatureCelsius", "temperature_celsius", "°C"),
        NETWORK_RECEIVED("networkReceivedBytes", "network_received_bytes", "B"),
        NETWORK_SENT("networkSentBytes", "network_sent_bytes", "B"),
        CLOCK_OFFSET("clockOffsetMillis", "clock_offset_millis", "ms");

        private final String wire;
        private final String column;
        private final @Nullable String unit;

        Known(String wire, String column, @Nullable String unit) {
            this.wire = wire;
            this.column = column;
            this.unit = unit;
        }

        String column() {
            return column;
        }

        @Override
        public @Nullable String unit() {
            return unit;
        }

        @Override
        public String wire() {
            return wire;
        }
    }

    /** Any other name that devices chose. */
    record Custom(String key) implements Metric {
        @Override
        public String wire() {
            return PREFIX + key;
        }

        @Override
        public @Nullable String unit() {
            return null;
        }
    }

    /** What one container of the device uses. */
    record Container(String bundle, String name, String field) implements Metric {
        @Override
        public String wire() {
            return "container." + bundle + "/" + name + "." + field;
        }

        @Override
        public @Nullable String unit() {
            return switch (field) {
                case "cpuPercent" -> "%";
                case "memoryBytes" -> "B";
                default -> null;
            };
        }
    }

    String PREFIX = "custom.";
    Pattern CUSTOM = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}");
    Pattern CONTAINER =
            Pattern.compile("container\\.([a-z0-9-]{1,63})/([a-z0-9-]{1,63})\\.(cpuPercent|memoryBytes|restarts)");
    Map<String, Known> KNOWN =
            Arrays.stream(Known.values()).collect(Collectors.toUnmodifiableMap(Known::wire, Function.identity()));
    List<Metric> USUAL = List.of(
            Known.CPU,
            Known.MEMORY_USED,
            Known.MEMORY_TOTAL,
            Known.DISK_USED,
            Known.DISK_TOTAL,
            Known.LOAD,
            Known.TEMPERATURE);

    /** The metric of that name, or nothing where there can be none. */
    static Optional<Metric> named(String name) {
        if (name.startsWith(PREFIX)) {
            var key = name.substring(PREFIX.length());
            return CUSTOM.matcher(key).matches() ? Optional.of(new Custom(key)) : Optional.empty();
        }
        var container = CONTAINER.matcher(name);
        return container.matches()
                ? Optional.of(new Container(container.group(1), container.group(2), container.group(3)))
                : Optional.ofNullable(KNOWN.get(name));
    }
}
