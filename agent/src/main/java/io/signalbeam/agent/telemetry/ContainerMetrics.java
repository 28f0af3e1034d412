package io.signalbeam.agent.telemetry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a container uses, from its control group: reading two files costs nothing, and asking the engine costs seconds.
 *
 * @param cgroups normally {@code /sys/fs/cgroup}
 */
public record ContainerMetrics(Path cgroups) {

    Optional<Long> memoryBytes(String containerId) {
        var groups = groups(containerId);
        return firstNumber(groups, "", "memory.current")
                .or(() -> firstNumber(groups, "memory", "memory.usage_in_bytes"));
    }

    /** Processor time since the container was started. */
    Optional<Long> cpuNanos(String containerId) {
        var groups = groups(containerId);
        return groups.stream()
                .map(group -> usageMicros(group + "/cpu.stat"))
                .flatMap(Optional::stream)
                .findFirst()
                .map(micros -> micros * 1000)
                .or(() -> firstNumber(groups, "cpuacct", "cpuacct.usage"));
    }

    /** Of Docker and of Podman, each with systemd and without it. */
    private static List<String> groups(String containerId) {
        return List.of(
                "system.slice/docker-" + containerId + ".scope",
                "docker/" + containerId,
                "machine.slice/libpod-" + containerId + ".scope",
                "libpod_parent/libpod-" + containerId);
    }

    /** @param controller where groups are of the first version, which has a folder for each */
    private Optional<Long> firstNumber(List<String> groups, String controller, String file) {
        return groups.stream()
                .map(group -> cgroups.resolve(controller).resolve(group).resolve(file))
                .map(HostMetrics::number)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Long> usageMicros(String file) {
        try {
            return Files.readString(cgroups.resolve(file), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> line.startsWith("usage_usec "))
                    .map(line -> Long.parseLong(line.substring("usage_usec ".length())))
                    .findFirst();
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}
