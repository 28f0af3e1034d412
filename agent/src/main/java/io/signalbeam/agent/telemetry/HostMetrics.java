package io.signalbeam.agent.telemetry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Linux says of the host under {@code /proc} and {@code /sys} (proc(5)). Whatever cannot be read is absent.
 *
 * @param proc normally {@code /proc}
 * @param sys normally {@code /sys}
 */
public record HostMetrics(Path proc, Path sys) {

    /** Jiffies since boot, of all cores. */
    record CpuTime(long busy, long total) {
        /** Percent of all cores together since an earlier reading; absent when no time passed. */
        @Nullable Double percentSince(CpuTime earlier) {
            long passed = total - earlier.total;
            return passed <= 0 ? null : Math.clamp(100.0 * (busy - earlier.busy) / passed, 0, 100);
        }
    }

    record Memory(long usedBytes, long totalBytes) {}

    record Network(long receivedBytes, long sentBytes) {}

    Optional<Long> uptimeSeconds() {
        return sensible(() -> first("uptime").map(text -> (long) Double.parseDouble(text)));
    }

    Optional<Double> load1() {
        return sensible(() -> first("loadavg").map(Double::parseDouble));
    }

    Optional<CpuTime> cpuTime() {
        return sensible(() -> lines("stat")
                .filter(line -> line.startsWith("cpu "))
                .findFirst()
                .map(line -> cpuTime(line.substring(4).strip().split("\\s+", -1))));
    }

    private static CpuTime cpuTime(String[] fields) {
        long total = 0;
        // guest and guest_nice, from the ninth on, are counted in user and nice already.
        for (int i = 0; i < Math.min(8, fields.length); i++) {
            total += Long.parseLong(fields[i]);
        }
        long idle = Long.parseLong(fields[3]) + (fields.length > 4 ? Long.parseLong(fields[4]) : 0);
        return new CpuTime(total - idle, total);
    }

    Optional<Memory> memory() {
        var total = kibibytes("MemTotal:");
        var available = kibibytes("MemAvailable:");
        return total.isPresent() && available.isPresent()
                ? Optional.of(new Memory(total.get() - available.get(), total.get()))
                : Optional.empty();
    }

    /** Of all interfaces but loopback. */
    Optional<Network> network() {
        return sensible(() -> lines("net/dev")
                .filter(line -> line.contains(":") && !line.strip().startsWith("lo:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip().split("\\s+", -1))
                .filter(fields -> fields.length >= 9)
                .map(fields -> new Network(Long.parseLong(fields[0]), Long.parseLong(fields[8])))
                .reduce((one, other) ->
                        new Network(one.receivedBytes + other.receivedBytes, one.sentBytes + other.sentBytes)));
    }

    /** Degrees Celsius of the hottest zone. */
    OptionalDouble temperature() {
        try (var zones = Files.newDirectoryStream(sys.resolve("class/thermal"), "thermal_zone*")) {
            var hottest = OptionalDouble.empty();
            for (var zone : zones) {
                var reading = number(zone.resolve("temp"));
                if (reading.isPresent()) {
                    double celsius = reading.get() / 1000.0;
                    hottest = OptionalDouble.of(Math.max(celsius, hottest.orElse(celsius)));
                }
            }
            return hottest;
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }

    static Optional<Long> number(Path file) {
        try {
            return Optional.of(Long.parseLong(
                    Files.readString(file, StandardCharsets.US_ASCII).strip()));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    // A kernel that writes something else must not end the sample, and with it all telemetry.
    private static <T> Optional<T> sensible(Supplier<Optional<T>> reading) {
        try {
            return reading.get();
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private Optional<Long> kibibytes(String key) {
        return sensible(() -> lines("meminfo")
                .filter(line -> line.startsWith(key))
                .findFirst()
                .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024));
    }

    private Optional<String> first(String file) {
        return lines(file)
                .findFirst()
                .map(line -> line.strip().split("\\s+", -1)[0])
                .filter(text -> !text.isEmpty());
    }

    private Stream<String> lines(String file) {
        try {
            return Files.readString(proc.resolve(file), StandardCharsets.US_ASCII)
                    .lines();
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
