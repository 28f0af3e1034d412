package io.signalbeam.agent.telemetry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a container uses, from its control group: reading two files costs nothing, and asking the engine costs seconds. */
public final class ContainerMetrics {
    /** Of Docker and of Podman, each with systemd and without it. */
    private static final List<Place> PLACES = List.of(
            new Place("system.slice/docker-", ".scope"),
            new Place("docker/", ""),
            new Place("machine.slice/libpod-", ".scope"),
            new Place("libpod_parent/libpod-", ""));

    private final Path cgroups;
    private final Reading memory = new Reading(List.of(
            new Source("", "memory.current", HostMetrics::number),
            new Source("memory", "memory.usage_in_bytes", HostMetrics::number)));
    private final Reading cpu = new Reading(List.of(
            new Source("", "cpu.stat", ContainerMetrics::usageNanos),
            new Source("cpuacct", "cpuacct.usage", HostMetrics::number)));

    private record Place(String before, String after) {}

    /** @param controller where groups are of the first version, which has a folder for each */
    private record Source(String controller, String file, Function<Path, Optional<Long>> read) {}

    private record Way(Source source, Place place) {}

    /** @param cgroups normally {@code /sys/fs/cgroup} */
    public ContainerMetrics(Path cgroups) {
        this.cgroups = cgroups;
    }

    Optional<Long> memoryBytes(String containerId) {
        return memory.of(containerId);
    }

    /** Processor time since the container was started. */
    Optional<Long> cpuNanos(String containerId) {
        return cpu.of(containerId);
    }

    /** Tries the way first that worked last: on one machine it is the same for all, and a file that is not there costs more. */
    private final class Reading {
        private final List<Way> ways;
        private volatile Way last;

        Reading(List<Source> sources) {
            ways = sources.stream()
                    .flatMap(source -> PLACES.stream().map(place -> new Way(source, place)))
                    .toList();
            last = ways.getFirst();
        }

        Optional<Long> of(String containerId) {
            var usual = read(last, containerId);
            return usual.isPresent() ? usual : search(containerId);
        }

        private Optional<Long> search(String containerId) {
            for (var way : ways) {
                var number = read(way, containerId);
                if (number.isPresent()) {
                    last = way;
                    return number;
                }
            }
            return Optional.empty();
        }

        private Optional<Long> read(Way way, String containerId) {
            var group = way.place().before() + containerId + way.place().after();
            var source = way.source();
            return source.read()
                    .apply(cgroups.resolve(source.controller()).resolve(group).resolve(source.file()));
        }
    }

    private static Optional<Long> usageNanos(Path file) {
        try {
            return Files.readString(file, StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> line.startsWith("usage_usec "))
                    .map(line -> Long.parseLong(line.substring("usage_usec ".length())) * 1000)
                    .findFirst();
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}
