package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.model.Container;
import io.signalbeam.shared.id.DeviceId;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The tour that the product exists for, step by step on one system; each step goes on from the one before. */
@TestMethodOrder(OrderAnnotation.class)
class MainJobE2E {
    private static final String NAME = "till-1";

    @RegisterExtension
    static final E2eSystem SYSTEM = E2eSystem.open();

    private static Api admin;
    private static DeviceId device;
    private static String groupId;
    private static String app1;
    private static String app2;
    private static String sidecar;

    @BeforeAll
    static void start() throws Exception {
        app1 = SYSTEM.engine.push("app", "1");
        app2 = SYSTEM.engine.push("app", "2");
        sidecar = SYSTEM.engine.push("sidecar", "1");
        admin = SYSTEM.cloud.admin("main-job");
    }

    @Test
    @Order(1)
    void an_agent_enrols_with_a_token_and_is_seen_online() throws Exception {
        var token = admin.enrollmentToken(Map.of("labels", Map.of("site", "oslo"), "maxUses", 1));

        device = SYSTEM.run(admin, token, NAME);

        var seen = Eventually.get(() -> {
            var answer = admin.get("/devices/" + device).ok();
            assertThat(answer.path("status").asText()).isEqualTo("Online");
            return answer;
        });
        assertThat(seen.path("labels").path("site").asText()).isEqualTo("oslo");
        assertThat(seen.path("facts").path("os").asText()).isEqualTo("linux");
    }

    @Test
    @Order(2)
    void a_bundle_assigned_to_a_group_runs_on_its_members() throws Exception {
        groupId = admin.post("/groups", Map.of("name", "oslo", "selector", "site=oslo"))
                .ok()
                .path("id")
                .asText();
        publish("1.0.0", app1);
        admin.assignToGroup(groupId, "shop", "1.0.0");

        Eventually.check(() -> {
            assertThat(SYSTEM.engine.running(device.toString(), "app").getImage())
                    .contains("app:1");
            SYSTEM.engine.running(device.toString(), "sidecar");
        });
        Eventually.check(
                () -> assertThat(admin.stateOf(device, "shop", "1.0.0")).isEqualTo("Running"));
        var reported = admin.get("/devices/" + device + "/reported-state").ok();
        assertThat(reported.path("report").path("containers")).hasSize(2);
    }

    @Test
    @Order(3)
    void telemetry_of_the_device_becomes_rows_and_series() throws Exception {
        Eventually.check(() -> assertThat(rows(device)).isGreaterThan(2));
        var series = admin.get("/devices/" + device + "/metrics?names=cpuPercent,memoryUsedBytes")
                .ok();
        assertThat(series.path("series")).hasSize(2);
        assertThat(series.path("series").get(1).path("points").size()).isPositive();
        var latest = admin.get("/devices/" + device).ok().path("metrics");
        assertThat(latest.path("memoryTotalBytes").asLong()).isPositive();
        assertThat(latest.path("uptimeSeconds").asLong()).isPositive();
    }

    @Test
    @Order(4)
    void what_its_containers_write_is_read_over_the_api() throws Exception {
        var logs = "/devices/" + device + "/bundles/shop/containers/sidecar/logs?follow=true";
        var page = Eventually.get(() -> {
            var answer = admin.get(logs).ok();
            assertThat(answer.path("items")).isNotEmpty();
            return answer;
        });
        assertThat(page.path("items").get(0).path("text").asText()).isEqualTo("beside it");
        assertThat(page.path("items").get(0).path("stream").asText()).isEqualTo("stdout");

        var container = SYSTEM.engine.running(device.toString(), "sidecar").getId();
        var next = logs + "&cursor=" + page.path("nextCursor").asText();
        SYSTEM.engine.docker.restartContainerCmd(container).withTimeout(1).exec();
        Eventually.check(() -> assertThat(admin.get(next).ok().path("items").findValuesAsText("text"))
                .containsExactly("beside it"));
    }

    @Test
    @Order(5)
    void a_rollout_replaces_exactly_what_changed() throws Exception {
        var appBefore = SYSTEM.engine.running(device.toString(), "app");
        var sidecarBefore = SYSTEM.engine.running(device.toString(), "sidecar");
        publish("2.0.0", app2);

        var rollout = rollOut("2.0.0");

        admin.ended(rollout, "Succeeded");
        var appAfter = SYSTEM.engine.running(device.toString(), "app");
        assertThat(appAfter.getImage()).contains("app:2");
        assertThat(appAfter.getId()).isNotEqualTo(appBefore.getId());
        assertThat(SYSTEM.engine.running(device.toString(), "sidecar").getId()).isEqualTo(sidecarBefore.getId());
        var devices = admin.get("/rollouts/" + rollout + "/devices").ok().path("items");
        assertThat(devices).hasSize(1);
        assertThat(devices.get(0).path("status").asText()).isEqualTo("Succeeded");
        assertThat(devices.get(0).path("fromVersion").asText()).isEqualTo("1.0.0");
    }

    @Test
    @Order(6)
    void a_container_killed_by_hand_comes_back() throws Exception {
        var before = SYSTEM.engine.running(device.toString(), "app");
        SYSTEM.engine.docker.removeContainerCmd(before.getId()).withForce(true).exec();

        Eventually.check(
                () -> assertThat(SYSTEM.engine.running(device.toString(), "app").getId())
                        .isNotEqualTo(before.getId()));
    }

    @Test
    @Order(7)
    void a_container_that_is_not_ours_is_left_alone() throws Exception {
        SYSTEM.engine.docker.pullImageCmd(sidecar).start().awaitCompletion();
        var foreign = SYSTEM.engine
                .docker
                .createContainerCmd(sidecar)
                .withCmd("sleep", "3600")
                .exec()
                .getId();
        SYSTEM.engine.docker.startContainerCmd(foreign).exec();
        try {
            // Something for the agent to do, so that it has looked at the engine and acted since.
            var ours = SYSTEM.engine.running(device.toString(), "sidecar").getId();
            SYSTEM.engine.docker.removeContainerCmd(ours).withForce(true).exec();
            Eventually.check(() -> SYSTEM.engine.running(device.toString(), "sidecar"));

            assertThat(SYSTEM.engine
                            .docker
                            .inspectContainerCmd(foreign)
                            .exec()
                            .getState()
                            .getRunning())
                    .isTrue();
        } finally {
            SYSTEM.engine.docker.removeContainerCmd(foreign).withForce(true).exec();
        }
    }

    @Test
    @Order(8)
    void an_image_that_does_not_exist_fails_its_rollout_and_what_ran_goes_on() throws Exception {
        var before = ids();
        publish("3.0.0", SYSTEM.engine.missingImage());

        var rollout = rollOut("3.0.0");

        Eventually.check(() -> assertThat(
                        admin.get("/rollouts/" + rollout).ok().path("status").asText())
                .isEqualTo("Failed"));
        var failed = admin.get("/rollouts/" + rollout + "/devices")
                .ok()
                .path("items")
                .get(0);
        assertThat(failed.path("status").asText()).isEqualTo("Failed");
        assertThat(failed.path("error").path("code").asText()).isEqualTo("image-not-found");
        assertThat(failed.path("error").path("container").asText()).isEqualTo("app");
        assertThat(ids()).isEqualTo(before);
    }

    @Test
    @Order(9)
    void the_group_takes_the_good_version_again_and_a_cancelled_rollout_stays_cancelled() throws Exception {
        admin.assignToGroup(groupId, "shop", "2.0.0");
        Eventually.check(
                () -> assertThat(admin.stateOf(device, "shop", "2.0.0")).isEqualTo("Running"));
        publish("4.0.0", app1);
        SYSTEM.stopAgent();
        var rollout = rollOut("4.0.0");

        var cancelled = admin.post("/rollouts/" + rollout + "/cancel", null).ok();

        assertThat(cancelled.path("status").asText()).isEqualTo("Cancelled");
        var again = admin.post("/rollouts/" + rollout + "/cancel", null).ok();
        assertThat(again.path("status").asText()).isEqualTo("Cancelled");
        for (JsonNode one : admin.get("/rollouts/" + rollout + "/devices").ok().path("items")) {
            assertThat(one.path("status").asText()).isEqualTo("Cancelled");
        }
    }

    @Test
    @Order(10)
    void a_silent_device_is_marked_offline() throws Exception {
        Eventually.check(() -> assertThat(
                        admin.get("/devices/" + device).ok().path("status").asText())
                .isEqualTo("Offline"));
        var events = admin.get("/devices/" + device + "/events").ok().path("items");
        assertThat(events)
                .anySatisfy(
                        event -> assertThat(event.path("type").asText()).isEqualTo("io.signalbeam.device.offline.v1"));
    }

    @Test
    @Order(11)
    void a_decommissioned_device_is_locked_out_and_its_machine_can_enrol_anew() throws Exception {
        assertThat(admin.delete("/devices/" + device).status()).isEqualTo(204);
        assertThat(admin.get("/devices/" + device).ok().path("lifecycle").asText())
                .isEqualTo("Decommissioned");
        var former = device;
        assertThat(SYSTEM.engine.managed(former.toString())).as("what it left").isNotEmpty();
        SYSTEM.wipeDevice();

        device = SYSTEM.run(admin, admin.enrollmentToken(Map.of("labels", Map.of("site", "oslo"))), NAME);

        Eventually.check(() -> SYSTEM.engine.running(device.toString(), "app"));
        Eventually.check(
                () -> assertThat(SYSTEM.engine.managed(former.toString())).isEmpty());
    }

    private static void publish(String version, String appImage) throws Exception {
        admin.post(
                        "/bundles/shop/versions",
                        Map.of(
                                "bundleId",
                                "shop",
                                "version",
                                version,
                                "containers",
                                List.of(
                                        container("app", appImage, "serving for ${device.name}"),
                                        container("sidecar", sidecar, "beside it")),
                                "logs",
                                Map.of("ship", true, "retentionDays", 1)))
                .ok();
    }

    private static Map<String, Object> container(String name, String image, String says) {
        return Map.of(
                "name",
                name,
                "image",
                image,
                "command",
                List.of("sh", "-c", "echo \"$SAYS\"; while true; do sleep 1; done"),
                "env",
                Map.of("SAYS", says),
                "stopGraceSeconds",
                1);
    }

    private static String rollOut(String version) throws Exception {
        return admin.rollOut("shop", version, groupId, Map.of());
    }

    private static List<String> ids() {
        return SYSTEM.engine.managed(device.toString()).stream()
                .filter(container -> container.getState().equals("running"))
                .map(Container::getId)
                .sorted()
                .toList();
    }

    private static long rows(DeviceId device) throws SQLException {
        try (var connection = DriverManager.getConnection(SYSTEM.cloud.ownerUrl());
                var query = connection.prepareStatement("select count(*) from device_metrics where device_id = ?")) {
            query.setObject(1, device.value());
            try (var result = query.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }
}
