package io.signalbeam.local.fleet;

import io.signalbeam.shared.report.AgentFacts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A small fleet to look at: mostly well, one device ailing, one gone. */
public final class SimulatedFleet implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SimulatedFleet.class);
    private static final List<Site> SITES = List.of(
            new Site("berlin", "52.52N_13.40E"), new Site("oslo", "59.91N_10.75E"), new Site("porto", "41.15N_8.61W"));

    /** @param location as the web app's map reads it: degrees with N or S, and E or W */
    private record Site(String name, String location) {}

    private final ExecutorService threads;
    private final List<SimulatedDevice> devices;

    private SimulatedFleet(ExecutorService threads, List<SimulatedDevice> devices) {
        this.threads = threads;
        this.devices = devices;
    }

    /**
     * Enrols what is not enrolled yet and lets all of them live.
     *
     * @param folder where the devices keep who they are
     * @param token an enrollment token, used for those that are new
     */
    public static SimulatedFleet start(URI api, Path folder, String token, int count)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        var cloud = new CloudClient(api);
        var devices = new ArrayList<SimulatedDevice>();
        for (int i = 1; i <= count; i++) {
            var site = SITES.get(i % SITES.size());
            var name = "demo-%s-%02d".formatted(site.name(), i);
            var arch = i % 2 == 0 ? "arm64" : "amd64";
            devices.add(SimulatedDevice.start(
                    cloud,
                    folder.resolve(name + ".json"),
                    token,
                    name,
                    Map.of(
                            "site",
                            site.name(),
                            "location",
                            site.location(),
                            "env",
                            i % 4 == 0 ? "staging" : "prod",
                            "simulated",
                            ""),
                    new AgentFacts("0.1.0-simulated", "linux", arch, name, "docker 27.0.1"),
                    i == count && count > 2
                            ? Temperament.ASLEEP
                            : i == count - 1 && count > 3 ? Temperament.AILING : Temperament.STEADY));
        }
        var threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("simulated-device-", 0).factory());
        for (var device : devices) {
            threads.execute(() -> live(device));
        }
        return new SimulatedFleet(threads, devices);
    }

    private static void live(SimulatedDevice device) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                device.turn(Instant.now());
                Thread.sleep(1_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException | RuntimeException e) {
                LOG.warn("A simulated device could not do its turn: {}", e.toString());
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        devices.forEach(SimulatedDevice::close);
    }
}
