package io.signalbeam.local.bench;

import io.signalbeam.local.app.AgentProcess;
import io.signalbeam.local.bench.Bench.Setting;
import io.signalbeam.shared.id.DeviceId;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * One device of a cloud of its own, with a bundle of ten containers on this machine's engine. What is watched is the packaged
 * agent; whoever starts it ends it before this is closed, which takes away all that the device has made.
 */
final class WatchedDevice implements AutoCloseable {
    private static final String BUNDLE = "ten";
    private static final int CONTAINERS = 10;
    private static final double PATIENCE_SECONDS = 180;

    private final BenchCloud cloud;
    private final String name;

    private WatchedDevice(BenchCloud cloud, String name) {
        this.cloud = cloud;
        this.name = name;
    }

    /** @throws Bench.CannotMeasure without a Docker Engine */
    static WatchedDevice open(Setting setting, String name) throws Exception {
        Docker.require();
        Docker.importImage(setting.folder());
        try {
            return new WatchedDevice(BenchCloud.start(setting), name);
        } catch (Exception e) {
            Docker.removeImage();
            throw e;
        }
    }

    BenchCloud cloud() {
        return cloud;
    }

    /** @param seconds between heartbeats and between polls; absent leaves what the cloud asks for */
    AgentProcess start(OptionalInt seconds) throws IOException, InterruptedException {
        return cloud.agent(name, seconds);
    }

    String key() throws IOException {
        return cloud.deviceKey(name);
    }

    /** Containers that do nothing. Versions differ in what the containers have in their environment. */
    void publish(String version) throws IOException, InterruptedException {
        var containers = IntStream.range(0, CONTAINERS)
                .mapToObj(i -> Map.of(
                        "name",
                        "sleeper-" + i,
                        "image",
                        Docker.IMAGE,
                        "command",
                        List.of("/bin/busybox", "sleep", "86400"),
                        "env",
                        Map.of("VERSION", version),
                        "stopGraceSeconds",
                        1))
                .toList();
        cloud.admin(
                "POST",
                "/bundles/" + BUNDLE + "/versions",
                Map.of("bundleId", BUNDLE, "version", version, "containers", containers));
    }

    /** Waits until it runs. */
    void assign(String version, AgentProcess agent) throws IOException, InterruptedException {
        var device = cloud.enrolled(name);
        cloud.admin("POST", "/devices/" + device + "/bundles", Map.of("bundleId", BUNDLE, "version", version));
        var watch = Stopwatch.start();
        while (!isRunning(device, version)) {
            if (watch.seconds() > PATIENCE_SECONDS) {
                throw new IOException("the agent, process " + agent.pid() + ", does not run its bundle");
            }
            Thread.sleep(200);
        }
    }

    private boolean isRunning(DeviceId device, String version) throws IOException, InterruptedException {
        for (var bundle : cloud.admin("GET", "/devices/" + device, null).path("bundles")) {
            if (bundle.path("bundleId").asText().equals(BUNDLE)
                    && bundle.path("reportedVersion").asText().equals(version)
                    && bundle.path("state").asText().equals("Running")) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        try {
            clear();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("what the device has made may be there still");
        }
    }

    private void clear() throws IOException, InterruptedException {
        try (cloud) {
            var device = cloud.device(name);
            if (device != null) {
                Docker.removeAll(device);
            }
        } finally {
            Docker.removeImage();
        }
    }
}
