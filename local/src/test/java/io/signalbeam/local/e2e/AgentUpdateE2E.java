package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.local.app.AgentProcess;
import io.signalbeam.shared.id.DeviceId;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rollouts bring a real agent other versions of itself. Each step goes on from the one before. */
@TestMethodOrder(OrderAnnotation.class)
class AgentUpdateE2E {
    @RegisterExtension
    static final E2eSystem SYSTEM = E2eSystem.open();

    private static Api admin;
    private static DeviceId device;
    private static String groupId;
    private static Process supervised;

    @BeforeAll
    static void start() throws Exception {
        admin = SYSTEM.cloud.admin("agent-updates");
        groupId = admin.post("/groups", Map.of("name", "vans", "selector", "kind=van"))
                .ok()
                .path("id")
                .asText();
        var token = admin.enrollmentToken(Map.of("labels", Map.of("kind", "van"), "maxUses", 1));
        supervised = supervise(token);
        device = Eventually.get(() -> admin.device("van-1"));
    }

    @AfterAll
    static void stop() throws Exception {
        // First the one that would start the other again.
        var children = supervised.descendants().toList();
        supervised.destroyForcibly().waitFor();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    @Order(1)
    void a_rollout_succeeds_when_the_new_agent_has_reported() throws Exception {
        publish("1.0.0", "9.1.0", "");

        admin.ended(rollOut("1.0.0", Map.of()), "Succeeded");

        runs("1.0.0", "9.1.0");
    }

    @Test
    @Order(2)
    void one_that_cannot_report_is_taken_back() throws Exception {
        publish("2.0.0", "9.2.0", "exit 1");

        var rollout = rollOut("2.0.0", Map.of("errorThreshold", Map.of("count", 1, "action", "RollBack")));

        assertThat(admin.ended(rollout, "RolledBack").path("reason").asText())
                .startsWith("1 of 1 devices that tried did not succeed");
        runs("1.0.0", "9.1.0");
    }

    private static void runs(String version, String agent) throws Exception {
        Eventually.check(() -> {
            var answer = admin.get("/devices/" + device).ok();
            assertThat(answer.path("bundles").path(0).path("reportedVersion").asText())
                    .isEqualTo(version);
            assertThat(answer.path("bundles").path(0).path("state").asText()).isEqualTo("Running");
            assertThat(answer.path("facts").path("version").asText())
                    .as(answer.toPrettyString())
                    .isEqualTo(agent);
        });
    }

    private static String rollOut(String version, Map<String, Object> more) throws Exception {
        return admin.rollOut("agent", version, groupId, more);
    }

    private static void publish(String version, String agent, String script) throws Exception {
        AgentBundle.publish(admin, TestCloud.ROOT.resolve("agent/target/dist"), SYSTEM.folder, version, agent, script);
    }

    /** Starts the agent as often as it ends, as a service manager does. */
    private static Process supervise(String token) throws Exception {
        var config = SYSTEM.folder.resolve("agent.yaml");
        Files.writeString(config, "policy: {agentUpdates: true}\n");
        var builder = new ProcessBuilder(
                        "sh",
                        "-c",
                        "while :; do \"$0\" run --config \"$1\"; sleep 0.2; done",
                        AgentProcess.program(TestCloud.ROOT).toString(),
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(SYSTEM.folder.resolve("agent.log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "SIGNALBEAM_AGENT_SERVER",
                        SYSTEM.api().toString(),
                        "SIGNALBEAM_AGENT_TOKEN",
                        token,
                        "SIGNALBEAM_AGENT_NAME",
                        "van-1",
                        "SIGNALBEAM_AGENT_STATE_DIR",
                        SYSTEM.folder.resolve("state").toString(),
                        "SIGNALBEAM_AGENT_TRIAL_SECONDS",
                        "60",
                        "SIGNALBEAM_AGENT_RECONCILE_SECONDS",
                        "1",
                        "SIGNALBEAM_AGENT_DRIFT_SECONDS",
                        "1",
                        "SIGNALBEAM_AGENT_BACKOFF_MAX_SECONDS",
                        "5"));
        Engine.settings(builder.environment());
        return builder.start();
    }
}
