package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.shared.id.DeviceId;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a device fetches and does beside running images that anybody may have: images behind a login, files, commands. Each
 * step goes on from the one before.
 */
@TestMethodOrder(OrderAnnotation.class)
class DeviceWorkE2E {
    private static final String NAME = "camera-1";
    private static final byte[] MODEL = "weights of the model\n".getBytes(StandardCharsets.UTF_8);

    @RegisterExtension
    static final E2eSystem SYSTEM = E2eSystem.withPrivateRegistry();

    private static Api admin;
    private static DeviceId device;
    private static String image;

    @BeforeAll
    static void start() throws Exception {
        image = SYSTEM.engine.push("vision", "1");
        admin = SYSTEM.cloud.admin("device-work");
        device = SYSTEM.run(admin, admin.enrollmentToken(Map.of("maxUses", 1)), NAME);
    }

    @Test
    @Order(1)
    void an_image_behind_a_login_is_pulled_once_the_cloud_has_the_login() throws Exception {
        publish("1.0.0", List.of());
        admin.assign(device, "vision", "1.0.0");
        Eventually.check(() -> {
            var bundle = bundle();
            assertThat(bundle.path("state").asText()).isEqualTo("Failed");
            assertThat(bundle.path("error").path("code").asText()).isEqualTo("pull-failed");
        });

        admin.put(
                        "/registry-credentials/" + SYSTEM.registry(),
                        Map.of("username", Registry.USER, "password", Registry.PASSWORD))
                .ok();

        Eventually.check(() -> assertThat(bundle().path("state").asText()).isEqualTo("Running"));
    }

    @Test
    @Order(2)
    void a_container_reads_the_artifact_that_its_version_names() throws Exception {
        var sha256 = admin.artifact(MODEL);
        publish(
                "2.0.0",
                List.of(Map.of("name", "model", "sha256", sha256, "sizeBytes", MODEL.length, "path", "/models")));
        admin.assign(device, "vision", "2.0.0");

        Eventually.check(() -> {
            assertThat(bundle().path("reportedVersion").asText()).isEqualTo("2.0.0");
            assertThat(bundle().path("state").asText()).isEqualTo("Running");
        });
        var log = command(Map.of("kind", "FetchLogs", "bundleId", "vision", "container", "detector"));
        assertThat(output(log)).isEqualTo("weights of the model\n");
    }

    @Test
    @Order(3)
    void a_container_is_restarted_once_and_the_device_looks_again_when_told_to() throws Exception {
        var before = startedAt();

        var restart = command(Map.of("kind", "RestartContainer", "bundleId", "vision", "container", "detector"));
        var after = startedAt();
        assertThat(after).isNotEqualTo(before);
        command(Map.of("kind", "Refresh"));

        assertThat(startedAt()).as("done once").isEqualTo(after);
        var trail = admin.get("/audit?action=command.finish").ok().path("items");
        assertThat(trail).anySatisfy(entry -> assertThat(entry.toString()).contains(restart));
    }

    /** Gives a command, waits until it has succeeded, and answers its id. */
    private static String command(Map<String, Object> wish) throws Exception {
        var answer = admin.command(device, wish);
        assertThat(answer.path("status").asText()).as(answer.toPrettyString()).isEqualTo("Succeeded");
        return answer.path("id").asText();
    }

    private static String output(String command) throws Exception {
        var request = HttpRequest.newBuilder(
                SYSTEM.api().resolve("/api/devices/" + device + "/commands/" + command + "/output"));
        admin.credential().forEach(request::header);
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(request.build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return answer.body();
        }
    }

    private static void publish(String version, List<Map<String, Object>> artifacts) throws Exception {
        var manifest = new HashMap<String, Object>(Map.of(
                "bundleId",
                "vision",
                "version",
                version,
                "containers",
                List.of(Map.of(
                        "name",
                        "detector",
                        "image",
                        image,
                        "command",
                        List.of("sh", "-c", "cat /models/model 2>/dev/null; while true; do sleep 1; done"),
                        "stopGraceSeconds",
                        1))));
        if (!artifacts.isEmpty()) {
            manifest.put("artifacts", artifacts);
        }
        admin.post("/bundles/vision/versions", manifest).ok();
    }

    private static JsonNode bundle() throws Exception {
        return admin.get("/devices/" + device).ok().path("bundles").path(0);
    }

    private static String startedAt() {
        var running = SYSTEM.engine.running(device.toString(), "detector");
        return SYSTEM.engine
                .docker
                .inspectContainerCmd(running.getId())
                .exec()
                .getState()
                .getStartedAt();
    }
}
