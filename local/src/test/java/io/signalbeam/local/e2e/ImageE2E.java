package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.shared.id.DeviceId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The agent in a container beside those that it looks after, on one engine. Each step goes on from the one before. */
@TestMethodOrder(OrderAnnotation.class)
class ImageE2E {
    private static final String NAME = "boxed-1";

    @RegisterExtension
    static final E2eSystem SYSTEM = E2eSystem.open();

    private static @Nullable AgentImage made;
    private static AgentImage agent;
    private static Api admin;
    private static DeviceId device;

    @BeforeAll
    static void start() throws Exception {
        assumeThat(System.getProperty("user.name"))
                .as("who may give a folder away")
                .isEqualTo("root");
        made = AgentImage.make(SYSTEM.folder);
        agent = made;
        admin = SYSTEM.cloud.admin("agent-image");
        agent.start(SYSTEM.api().toString(), admin.enrollmentToken(Map.of("maxUses", 1)), NAME);
        device = Eventually.get(() -> admin.device(NAME));
    }

    @AfterAll
    static void stop() throws Exception {
        if (made != null) {
            SYSTEM.engine.removeAll(List.of(String.valueOf(device)));
            made.close();
        }
    }

    @Test
    @Order(1)
    void it_says_what_it_is_and_its_archive_of_classes_fits() throws Exception {
        // With this option it is all of the archive, or no start.
        var version = agent.once("--env", "SIGNALBEAM_AGENT_JAVA_OPTIONS=-Xshare:on", agent.name(), "--version");
        assertThat("signalbeam-agent "
                        + agent.docker(
                                "inspect",
                                "--format",
                                "{{index .Config.Labels \"org.opencontainers.image.version\"}}",
                                agent.name()))
                .isEqualTo(version);
        assertThat(agent.docker("inspect", "--format", "{{.Config.User}}", agent.container))
                .isEqualTo("65532:65532");
    }

    @Test
    @Order(2)
    void it_brings_up_a_container_that_reads_a_file_which_the_agent_has_fetched() throws Exception {
        var model = admin.artifact("weights\n".getBytes(StandardCharsets.UTF_8));
        var detector = Map.of(
                "name",
                "detector",
                "image",
                SYSTEM.engine.push("boxed", "1"),
                "command",
                List.of("sh", "-c", "cat /models/model; while true; do sleep 1; done"),
                "stopGraceSeconds",
                1);
        admin.post(
                        "/bundles/vision/versions",
                        Map.of(
                                "bundleId",
                                "vision",
                                "version",
                                "1.0.0",
                                "containers",
                                List.of(detector),
                                "artifacts",
                                List.of(Map.of("name", "model", "sha256", model, "sizeBytes", 8, "path", "/models"))))
                .ok();
        assign("vision");

        Eventually.check(() ->
                assertThat(bundle("vision").path("state").asText()).as(log()).isEqualTo("Running"));

        var running = SYSTEM.engine.running(device.toString(), "detector");
        assertThat(agent.docker("logs", running.getId())).isEqualTo("weights");
        // The host's, which the agent's own container does not see by itself.
        Eventually.check(() -> assertThat(
                        device().at("/metrics/containers/0/memoryBytes").asLong())
                .isPositive());
    }

    @Test
    @Order(3)
    void it_is_healthy_and_can_be_asked() throws Exception {
        Eventually.check(
                () -> assertThat(agent.docker("inspect", "--format", "{{.State.Health.Status}}", agent.container))
                        .isEqualTo("healthy"));
        assertThat(agent.docker("exec", agent.container, "signalbeam-agent", "status"))
                .contains("bundle      vision 1.0.0 Running");
    }

    @Test
    @Order(4)
    void pruning_leaves_it_and_its_image_alone_and_it_reboots_nobody() throws Exception {
        // An image without a name, as a tag that has moved on leaves it: only that a container has it keeps it.
        var image = agent.docker("inspect", "--format", "{{.Image}}", agent.container);
        agent.docker("rmi", "--force", agent.name());

        assertThat(admin.command(device, Map.of("kind", "Prune")).path("status").asText())
                .isEqualTo("Succeeded");
        var reboot = admin.command(device, Map.of("kind", "Reboot"));

        assertThat(reboot.path("status").asText()).isEqualTo("Failed");
        assertThat(reboot.path("message").asText()).contains("runs in a container");
        assertThat(agent.docker("inspect", "--format", "{{.State.Running}}", agent.container))
                .isEqualTo("true");
        agent.docker("tag", image, agent.name());
    }

    @Test
    @Order(5)
    void another_agent_is_refused_with_the_reason() throws Exception {
        var archive = admin.artifact("no agent\n".getBytes(StandardCharsets.UTF_8));
        var packages = List.of("amd64", "arm64").stream()
                .map(arch -> Map.of("arch", arch, "sha256", archive, "sizeBytes", 9))
                .toList();
        admin.post(
                        "/bundles/agent/versions",
                        Map.of(
                                "bundleId",
                                "agent",
                                "version",
                                "1.0.0",
                                "agent",
                                Map.of("version", "9.1.0", "packages", packages)))
                .ok();
        assign("agent");

        Eventually.check(() -> {
            var error = bundle("agent").path("error");
            assertThat(error.path("code").asText()).isEqualTo("agent-unsupported");
            assertThat(error.path("message").asText()).contains("agent 9.1.0", "made anew from that version's image");
        });
        assertThat(agent.state().resolve("versions")).doesNotExist();
    }

    @Test
    @Order(6)
    void stopped_it_ends_in_order_and_started_it_is_the_same_device() throws Exception {
        var before = SYSTEM.engine.running(device.toString(), "detector").getId();

        agent.docker("stop", "--time", "40", agent.container);

        // 143: ended by SIGTERM; 137 would be by SIGKILL, when its grace was over.
        assertThat(agent.docker("inspect", "--format", "{{.State.ExitCode}}", agent.container))
                .isEqualTo("143");
        assertThat(agent.state().resolve("status.json"))
                .as("taken away in order")
                .doesNotExist();
        var seen = lastSeenAt();
        agent.docker("start", agent.container);
        Eventually.check(() -> assertThat(lastSeenAt()).isGreaterThan(seen));
        assertThat(admin.device(NAME)).isEqualTo(device);
        assertThat(SYSTEM.engine.running(device.toString(), "detector").getId()).isEqualTo(before);
    }

    private static String lastSeenAt() throws Exception {
        return device().path("lastSeenAt").asText();
    }

    private static String log() throws Exception {
        return agent.docker("logs", agent.container);
    }

    private static void assign(String bundle) throws Exception {
        admin.post("/devices/" + device + "/bundles", Map.of("bundleId", bundle, "version", "1.0.0"))
                .ok();
    }

    private static JsonNode bundle(String id) throws Exception {
        for (var bundle : device().path("bundles")) {
            if (bundle.path("bundleId").asText().equals(id)) {
                return bundle;
            }
        }
        throw new AssertionError("no bundle " + id);
    }

    private static JsonNode device() throws Exception {
        return admin.get("/devices/" + device).ok();
    }
}
