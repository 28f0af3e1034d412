package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.async.ResultCallback;
import io.signalbeam.shared.id.DeviceId;
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
 * Bad versions reach a canary, a real agent on a real engine, and nobody else: each is halted by what is there to halt it,
 * and taken back without anybody's doing. Soaks are so long that nothing else could end them.
 */
@TestMethodOrder(OrderAnnotation.class)
class BadCanaryE2E {
    private static final String GOOD = "1.0.0";
    private static final int SOAK = 3_600;

    @RegisterExtension
    static final E2eSystem SYSTEM = E2eSystem.open();

    private static Api admin;
    private static DeviceId canary;
    private static String groupId;
    private static String image;

    @BeforeAll
    static void start() throws Exception {
        image = SYSTEM.engine.push("app", "1");
        admin = SYSTEM.cloud.admin("canaries");
        groupId = admin.post("/groups", Map.of("name", "shops", "selector", "ring in (canary,rest)"))
                .ok()
                .path("id")
                .asText();
        var rest = admin.enrollmentToken(Map.of("labels", Map.of("ring", "rest"), "maxUses", 2));
        admin.enroll(rest, "shop-2");
        admin.enroll(rest, "shop-3");
        var token = admin.enrollmentToken(Map.of("labels", Map.of("ring", "canary"), "maxUses", 1));
        canary = SYSTEM.run(admin, token, "shop-1");
        publish(GOOD, "while true; do sleep 1; done", Map.of());
        admin.assignToGroup(groupId, "shop", GOOD);
        Eventually.check(() -> assertThat(admin.stateOf(canary, "shop", GOOD)).isEqualTo("Running"));
    }

    @Test
    @Order(1)
    void one_that_exits_is_halted_by_the_error_threshold() throws Exception {
        publish("2.0.0", "sleep 1; exit 3", Map.of());

        var rollout = rollOut("2.0.0", Map.of("errorThreshold", Map.of("count", 1, "action", "RollBack")));

        assertThat(takenBack(rollout)).startsWith("1 of 1 devices that tried did not succeed (1 Failed)");
    }

    @Test
    @Order(2)
    void one_that_falls_ill_is_halted_by_a_gate_on_health() throws Exception {
        publish(
                "3.0.0",
                "while true; do sleep 1; done",
                Map.of(
                        "healthCheck",
                        Map.of(
                                "command",
                                List.of("CMD", "/bin/test", "!", "-e", "/ill"),
                                "intervalSeconds",
                                1,
                                "timeoutSeconds",
                                5,
                                "retries",
                                1)));
        var rollout = rollOut("3.0.0", gate(Map.of("metric", "unhealthyContainersPercent", "atMost", 0)));
        Eventually.check(() -> assertThat(
                        admin.get("/rollouts/" + rollout).ok().path("phase").asText())
                .isEqualTo("Soaking"));

        // As it would by itself after a while, which could be before the agent has seen it well.
        run("sh", "-c", "echo > /ill");

        assertThat(takenBack(rollout))
                .isEqualTo("unhealthyContainersPercent is 100 on 1 device that was updated; at most 0 is allowed.");
    }

    @Test
    @Order(3)
    void one_that_hogs_the_processor_is_halted_by_a_gate_on_its_own_past() throws Exception {
        publish("4.0.0", "while true; do true; done", Map.of("limits", Map.of("cpus", 0.5)));

        var rollout = rollOut(
                "4.0.0",
                gate(Map.of(
                        "metric",
                        "container.shop/app.cpuPercent",
                        "against",
                        "Past",
                        "by",
                        "Difference",
                        "atMost",
                        5,
                        "minSamples",
                        3)));

        assertThat(takenBack(rollout)).startsWith("container.shop/app.cpuPercent is ");
        var gate = admin.get("/rollouts/" + rollout)
                .ok()
                .path("waves")
                .path(0)
                .path("gates")
                .path(0);
        assertThat(gate.path("verdict").asText()).isEqualTo("Fails");
        assertThat(gate.path("updated").path("value").asDouble())
                .isGreaterThan(gate.path("reference").path("value").asDouble() + 5);
        assertThat(gate.path("updated").path("samples").asLong()).isGreaterThanOrEqualTo(3);
    }

    /** Waits until everybody has what there was before, and answers why. */
    private static String takenBack(String rollout) throws Exception {
        var ended = admin.ended(rollout, "RolledBack");
        for (JsonNode device :
                admin.get("/rollouts/" + rollout + "/devices").ok().path("items")) {
            boolean isCanary = device.path("deviceId").asText().equals(canary.toString());
            assertThat(device.path("status").asText()).isEqualTo(isCanary ? "RolledBack" : "Cancelled");
        }
        Eventually.check(() -> assertThat(admin.stateOf(canary, "shop", GOOD)).isEqualTo("Running"));
        assertThat(SYSTEM.engine.running(canary.toString(), "app").getCommand())
                .contains("while true; do sleep 1; done");
        return ended.path("reason").asText();
    }

    private static Map<String, Object> gate(Map<String, Object> gate) {
        var all = new HashMap<>(gate);
        all.put("onFailure", "RollBack");
        return Map.of("gates", List.of(all));
    }

    private static String rollOut(String version, Map<String, Object> more) throws Exception {
        var wish = new HashMap<String, Object>(more);
        wish.put("waves", List.of(Map.of("name", "canary", "selector", "ring=canary", "soakSeconds", SOAK), Map.of()));
        return admin.rollOut("shop", version, groupId, wish);
    }

    private static void publish(String version, String script, Map<String, Object> more) throws Exception {
        var container = new HashMap<String, Object>(
                Map.of("name", "app", "image", image, "command", List.of("sh", "-c", script), "stopGraceSeconds", 1));
        container.putAll(more);
        admin.post(
                        "/bundles/shop/versions",
                        Map.of("bundleId", "shop", "version", version, "containers", List.of(container)))
                .ok();
    }

    private static void run(String... command) throws Exception {
        var container = SYSTEM.engine.running(canary.toString(), "app").getId();
        var exec =
                SYSTEM.engine.docker.execCreateCmd(container).withCmd(command).exec();
        SYSTEM.engine
                .docker
                .execStartCmd(exec.getId())
                .exec(new ResultCallback.Adapter<>())
                .awaitCompletion();
    }
}
