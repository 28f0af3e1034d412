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
        return firstNumber(List.of(
                "system.slice/docker-" + containerId + ".scope/memory.current",
                "docker/" + containerId + "/memory.current",
                "memory/docker/" + containerId + "/memory.usage_in_bytes",
                "memory/system.slice/docker-" + containerId + ".scope/memory.usage_in_bytes"));
    }

    /** Processor time since the container was started. */
    Optional<Long> cpuNanos(String containerId) {
        return usageMicros("system.slice/docker-" + containerId + ".scope/cpu.stat")
                .or(() -> usageMicros("docker/" + containerId + "/cpu.stat"))
                .map(micros -> micros * 1000)
                .or(() -> firstNumber(List.of(
                        "cpuacct/docker/" + containerId + "/cpuacct.usage",
                        "cpuacct/system.slice/docker-" + containerId + ".scope/cpuacct.usage")));
    }

    private Optional<Long> firstNumber(List<String> files) {
        return files.stream()
                .map(cgroups::resolve)
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
