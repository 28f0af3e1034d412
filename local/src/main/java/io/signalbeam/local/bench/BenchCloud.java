package io.signalbeam.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.local.app.AgentProcess;
import io.signalbeam.local.app.CloudOptions;
import io.signalbeam.local.app.LocalCloud;
import io.signalbeam.local.app.Ports;
import io.signalbeam.local.app.Progress;
import io.signalbeam.local.bench.Bench.Setting;
import io.signalbeam.local.fleet.CloudClient;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A local cloud for one bench, with the product's usual intervals, on ports that nobody else uses; and its tenant's admin. */
final class BenchCloud implements AutoCloseable {
    private static final double PATIENCE_SECONDS = 60;
    /** The product's own rhythm: a local cloud asks for a faster one, because somebody watches it. */
    private static final Map<String, String> USUAL = Map.of(
            "SIGNALBEAM_HEARTBEAT_SECONDS",
            "30",
            "SIGNALBEAM_RECONCILE_SECONDS",
            Integer.toString(DeployBench.USUAL_SECONDS),
            // A bench asks how fast it is, and not where it is stopped.
            "SIGNALBEAM_LIMIT_DEVICE_PER_SECOND",
            "1000000",
            "SIGNALBEAM_LIMIT_TENANT_PER_SECOND",
            "1000000",
            "SIGNALBEAM_LIMIT_TOTAL_PER_SECOND",
            "1000000");

    private final LocalCloud cloud;
    private final CloudOptions options;
    private final CloudClient client;

    private BenchCloud(LocalCloud cloud, CloudOptions options) {
        this.cloud = cloud;
        this.options = options;
        this.client = new CloudClient(cloud.api());
    }

    static BenchCloud start(Setting setting) throws Exception {
        return start(setting, Map.of());
    }

    /** @param more settings beside the usual ones */
    static BenchCloud start(Setting setting, Map<String, String> more) throws Exception {
        setting.say("starting a local cloud");
        var environment = new HashMap<>(USUAL);
        environment.putAll(more);
        var options = new CloudOptions(setting.root(), setting.folder(), Ports.freeBlock(), true);
        var progress = new Progress(setting.folder().resolve("progress.txt"));
        var started = new BenchCloud(LocalCloud.start(options, progress, environment), options);
        try {
            started.makeTenant();
            return started;
        } catch (IOException | InterruptedException e) {
            started.close();
            throw e;
        }
    }

    private void makeTenant() throws IOException, InterruptedException {
        var tenant = Map.of(
                "name",
                "demo",
                "issuer",
                cloud.openId().issuer().toString(),
                "claimValue",
                "demo",
                "admin",
                Map.of("subject", "ada"));
        client.send("POST", "/api/tenants", bearer("pat"), tenant).ok();
    }

    private Map<String, String> bearer(String person) {
        return Map.of("authorization", "Bearer " + cloud.token(person));
    }

    /** Headers of the tenant's admin. */
    Map<String, String> asAdmin() {
        return bearer("ada");
    }

    /** Calls the API as the tenant's admin; anything but a success is an exception. */
    JsonNode admin(String method, String path, @Nullable Object body) throws IOException, InterruptedException {
        return client.send(method, "/api" + path, bearer("ada"), body).ok();
    }

    String enrollmentToken() throws IOException, InterruptedException {
        return admin("POST", "/enrollment-tokens", Map.of("description", "A bench"))
                .path("token")
                .asText();
    }

    /**
     * Runs the packaged agent as a new device.
     *
     * @param seconds between heartbeats and between polls; absent leaves what the cloud asks for
     */
    AgentProcess agent(String name, OptionalInt seconds) throws IOException, InterruptedException {
        var folder = Files.createDirectories(options.state().resolve("agents").resolve(name));
        var rhythm = seconds.isEmpty()
                ? ""
                : "heartbeatSeconds: %1$d%nreconcileSeconds: %1$d%n".formatted(seconds.getAsInt());
        var config = Files.writeString(folder.resolve("agent.yaml"), """
                server: %s
                stateDir: %s
                name: %s
                token: %s
                %s""".formatted(
                        cloud.api(), folder.resolve("state"), name, enrollmentToken(), rhythm));
        return AgentProcess.start(options, config);
    }

    URI api() {
        return cloud.api();
    }

    /** The key that a packaged agent shows, out of its own file: one line with a hash, then JSON. */
    String deviceKey(String name) throws IOException {
        var file =
                Files.readString(options.state().resolve("agents").resolve(name).resolve("state/identity.json"));
        return Json.lenient()
                .readTree(file.substring(file.indexOf('\n')))
                .path("deviceKey")
                .asText();
    }

    /** The device with a name, when there is one. */
    @Nullable DeviceId device(String name) throws IOException, InterruptedException {
        for (var device : admin("GET", "/devices?q=" + name, null).path("items")) {
            if (device.path("name").asText().equals(name)) {
                return DeviceId.parse(device.path("id").asText());
            }
        }
        return null;
    }

    /** Waits for a device to have enrolled. */
    DeviceId enrolled(String name) throws IOException, InterruptedException {
        var watch = Stopwatch.start();
        while (watch.seconds() < PATIENCE_SECONDS) {
            var device = device(name);
            if (device != null) {
                return device;
            }
            Thread.sleep(200);
        }
        throw new IOException("the agent has not enrolled; see the end of its log:\n"
                + Files.readString(options.state().resolve("logs/agent.log")));
    }

    CloudClient client() {
        return client;
    }

    /** One of the functions' settings, such as {@code PostgresUrl}. */
    String setting(String name) throws IOException {
        return Json.lenient()
                .readTree(options.state().resolve("local.settings.json").toFile())
                .path("Values")
                .path(name)
                .asText();
    }

    /** Where everything of it is kept, and deleted after the bench. */
    Path folder() {
        return options.state();
    }

    LocalCloud local() {
        return cloud;
    }

    @Override
    public void close() {
        cloud.close();
    }
}
