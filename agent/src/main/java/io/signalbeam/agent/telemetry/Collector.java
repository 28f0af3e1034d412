package io.signalbeam.agent.telemetry;

import io.signalbeam.agent.runtime.ActualContainer;
import io.signalbeam.agent.runtime.ContainerState;
import io.signalbeam.shared.telemetry.MetricsReader;
import io.signalbeam.shared.telemetry.MetricsSample;
import io.signalbeam.shared.telemetry.MetricsSample.ContainerSample;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Takes samples. Rates are means since the sample before; the first one has none. */
public final class Collector {
    private final HostMetrics host;
    private final ContainerMetrics usage;
    private final ContainerScrape scrape;
    private final LocalMetrics local;
    private final Path disk;
    private final InstantSource steadyClock;

    private HostMetrics.@Nullable CpuTime cpuBefore;
    private Map<String, Cpu> containersBefore = Map.of();

    private record Cpu(long nanos, Instant at) {}

    /** @param disk any path on the file system whose room is told */
    public Collector(
            HostMetrics host,
            ContainerMetrics usage,
            ContainerScrape scrape,
            LocalMetrics local,
            Path disk,
            InstantSource steadyClock) {
        this.host = host;
        this.usage = usage;
        this.scrape = scrape;
        this.local = local;
        this.disk = disk;
        this.steadyClock = steadyClock;
    }

    /**
     * @param containers as last seen
     * @param clockCorrection what the agent adds to its wall clock
     */
    public MetricsSample sample(List<ActualContainer> containers, Duration clockCorrection) {
        var memory = host.memory();
        var network = host.network();
        var temperature = host.temperature();
        var store = store();
        return new MetricsSample(
                host.uptimeSeconds().orElse(null),
                cpuPercent(),
                memory.map(HostMetrics.Memory::usedBytes).orElse(null),
                memory.map(HostMetrics.Memory::totalBytes).orElse(null),
                store.map(Room::used).orElse(null),
                store.map(Room::total).orElse(null),
                host.load1().orElse(null),
                temperature.isPresent() ? Double.valueOf(temperature.getAsDouble()) : null,
                network.map(HostMetrics.Network::receivedBytes).orElse(null),
                network.map(HostMetrics.Network::sentBytes).orElse(null),
                clockCorrection.isZero() ? null : Long.valueOf(clockCorrection.toMillis()),
                custom(containers),
                containers(containers));
    }

    /** What the machine says goes before what its containers say, where there is more than a sample holds. */
    private Map<String, Double> custom(List<ActualContainer> containers) {
        var custom = new TreeMap<>(local.sample());
        scrape.read(containers).forEach((name, value) -> {
            if (custom.size() < MetricsReader.MAX_CUSTOM) {
                custom.putIfAbsent(name, value);
            }
        });
        return custom;
    }

    private @Nullable Double cpuPercent() {
        var now = host.cpuTime();
        var percent = now.isPresent() && cpuBefore != null ? now.get().percentSince(cpuBefore) : null;
        cpuBefore = now.orElse(null);
        return percent == null ? null : rounded(percent);
    }

    private List<ContainerSample> containers(List<ActualContainer> containers) {
        var now = steadyClock.instant();
        var seen = new HashMap<String, Cpu>();
        var samples = containers.stream()
                .filter(container -> container.state() == ContainerState.RUNNING)
                .map(container -> {
                    var nanos = usage.cpuNanos(container.id());
                    nanos.ifPresent(value -> seen.put(container.id(), new Cpu(value, now)));
                    return new ContainerSample(
                            container.bundle(),
                            container.name(),
                            nanos.map(value -> percent(container.id(), value, now))
                                    .orElse(null),
                            usage.memoryBytes(container.id()).orElse(null),
                            container.restarts());
                })
                .toList();
        containersBefore = seen;
        return samples;
    }

    private @Nullable Double percent(String id, long nanos, Instant now) {
        var before = containersBefore.get(id);
        if (before == null || nanos < before.nanos()) {
            return null;
        }
        long passed = Duration.between(before.at(), now).toNanos();
        return passed <= 0 ? null : rounded(100.0 * (nanos - before.nanos()) / passed);
    }

    private record Room(long used, long total) {}

    private Optional<Room> store() {
        try {
            FileStore store = Files.getFileStore(disk);
            return Optional.of(new Room(store.getTotalSpace() - store.getUnallocatedSpace(), store.getTotalSpace()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static double rounded(double percent) {
        return Math.round(percent * 100) / 100.0;
    }
}
