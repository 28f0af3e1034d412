package io.signalbeam.agent.adapter.docker;

import io.signalbeam.agent.runtime.RuntimeUnavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Podman's service on a socket and with a storage of its own, which takes images from registries of loopback without TLS. */
public final class OwnPodman implements AutoCloseable {
    private final URI host;
    private final Map<String, String> settings;
    private final Process service;

    private OwnPodman(URI host, Map<String, String> settings, Process service) {
        this.host = host;
        this.settings = settings;
        this.service = service;
    }

    /** Skips the tests where there is no Podman, unless the environment says that there has to be an engine of each kind. */
    public static OwnPodman start(Path folder) throws Exception {
        boolean isThere = Files.isExecutable(Path.of("/usr/bin/podman"));
        Assumptions.assumeTrue(isThere || RealEngine.isRequired(), "there is no Podman here");
        var socket = folder.resolve("podman.sock");
        var builder = new ProcessBuilder("podman", "system", "service", "--time=0", "unix://" + socket)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("podman.log").toFile());
        var settings = settings(folder);
        builder.environment().putAll(settings);
        var podman = new OwnPodman(URI.create("unix://" + socket), settings, builder.start());
        for (int i = 0; i < 300; i++) {
            try (var runtime = new DockerRuntime(podman.host)) {
                runtime.version();
                return podman;
            } catch (RuntimeUnavailable e) {
                Thread.sleep(100);
            }
        }
        podman.close();
        throw new IOException("podman does not answer: " + Files.readString(folder.resolve("podman.log")));
    }

    public URI host() {
        return host;
    }

    /** What {@code podman ARGUMENTS} says, in lines, beside its service and whatever it ends with. */
    public List<String> podman(String... arguments) {
        var command = new ArrayList<>(List.of("podman"));
        command.addAll(Arrays.asList(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(settings);
        try {
            var process = builder.start();
            process.getOutputStream().close();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        service.destroy();
        try {
            if (!service.waitFor(20, TimeUnit.SECONDS)) {
                service.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            service.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    // Machines of tests are containers themselves, often: no overlay upon overlay, no systemd to ask for cgroups or for
    // timers of health checks, no limit above their own.
    private static Map<String, String> settings(Path folder) throws IOException {
        boolean runc = Files.isExecutable(Path.of("/usr/sbin/runc")) || Files.isExecutable(Path.of("/usr/bin/runc"));
        var containers = Files.writeString(folder.resolve("containers.conf"), """
                [containers]
                default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
                [engine]
                cgroup_manager = "cgroupfs"
                events_logger = "file"
                %s
                [network]
                network_backend = "netavark"
                network_config_dir = "%s"
                """.formatted(
                        runc ? "runtime = \"runc\"" : "", folder.resolve("networks")));
        var storage = Files.writeString(
                folder.resolve("storage.conf"), """
                [storage]
                driver = "vfs"
                runroot = "%s"
                graphroot = "%s"
                """.formatted(folder.resolve("run"), folder.resolve("graph")));
        var registries = Files.writeString(folder.resolve("registries.conf"), """
                [[registry]]
                location = "127.0.0.1"
                insecure = true
                """);
        return Map.of(
                "DISABLE_HC_SYSTEMD", "true",
                "CONTAINERS_CONF", containers.toString(),
                "CONTAINERS_STORAGE_CONF", storage.toString(),
                "CONTAINERS_REGISTRIES_CONF", registries.toString());
    }
}
