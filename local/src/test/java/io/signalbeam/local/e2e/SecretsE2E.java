package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.local.fleet.CloudClient.Answer;
import io.signalbeam.shared.id.DeviceId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Secrets on their whole way, from the API into a container, and nowhere else; each step goes on from the one before. */
@TestMethodOrder(OrderAnnotation.class)
class SecretsE2E {
    private static final String NAME = "vault-till";
    private static final String FIRST = "canary-" + UUID.randomUUID();
    private static final String SECOND = "canary-" + UUID.randomUUID();

    @RegisterExtension
    static final E2eSystem SYSTEM = E2eSystem.open();

    private static Api admin;
    private static DeviceId device;
    private static String app;

    @BeforeAll
    static void start() throws Exception {
        app = SYSTEM.engine.push("app", "1");
        admin = SYSTEM.cloud.admin("secrets");
        admin.patch("/tenant", Map.of("requireSignedBundles", true)).ok();
        var token = admin.enrollmentToken(Map.of("maxUses", 1));
        device = SYSTEM.run(admin, token, NAME);
    }

    @Test
    @Order(1)
    void a_container_of_a_signed_bundle_gets_its_secret() throws Exception {
        assertThat(publish("1.0.0", "while true; do sleep 1; done").status()).isEqualTo(400);
        admin.put("/secrets/db-password", Map.of("value", FIRST)).ok();
        publish("1.0.0", "while true; do sleep 1; done").ok();
        admin.assign(device, "shop", "1.0.0");

        Eventually.check(() -> assertThat(environment()).contains("DB_PASSWORD=" + FIRST));
        Eventually.check(
                () -> assertThat(admin.stateOf(device, "shop", "1.0.0")).isEqualTo("Running"));
    }

    @Test
    @Order(2)
    void a_new_value_reaches_the_container() throws Exception {
        admin.put("/secrets/db-password", Map.of("value", SECOND)).ok();

        Eventually.check(() -> assertThat(environment()).contains("DB_PASSWORD=" + SECOND));
    }

    @Test
    @Order(3)
    void what_a_failing_container_says_of_its_secret_stays_on_the_device() throws Exception {
        publish("2.0.0", "echo \"cannot log in with $DB_PASSWORD\"; exit 3").ok();
        admin.assign(device, "shop", "2.0.0");

        Eventually.check(
                () -> assertThat(admin.stateOf(device, "shop", "2.0.0")).isEqualTo("Failed"));
        Eventually.check(() -> assertThat(
                        admin.get("/devices/" + device + "/reported-state").ok().toString())
                .contains("cannot log in with ***"));
        Eventually.check(() -> assertThat(environment()).contains("DB_PASSWORD=" + SECOND));
    }

    @Test
    @Order(4)
    void neither_value_is_written_anywhere_but_in_the_vault() throws Exception {
        for (var canary : List.of(FIRST, SECOND)) {
            assertThat(search().places(canary)).isEmpty();
        }
    }

    @Test
    @Order(5)
    void the_same_search_finds_one_that_is_leaked_on_purpose() throws Exception {
        var digits = HexFormat.of().formatHex(FIRST.substring(0, 30).getBytes(StandardCharsets.UTF_8));
        admin.patch("/devices/" + device, Map.of("labels", Map.of("leak", digits)))
                .ok();

        Eventually.check(() -> assertThat(search().places(FIRST.substring(0, 30)))
                .contains("table devices")
                .anyMatch(place -> place.contains("/cosmos/"))
                .anyMatch(place -> place.contains("/agent/state/")));
    }

    private static CanarySearch search() {
        return new CanarySearch(
                List.of(SYSTEM.cloud.folder(), SYSTEM.folder.resolve("agent")), SYSTEM.cloud.ownerUrl());
    }

    private static Answer publish(String version, String script) throws Exception {
        return admin.post(
                "/bundles/shop/versions",
                Map.of(
                        "bundleId",
                        "shop",
                        "version",
                        version,
                        "containers",
                        List.of(Map.of(
                                "name",
                                "app",
                                "image",
                                app,
                                "command",
                                List.of("sh", "-c", script),
                                "secrets",
                                Map.of("DB_PASSWORD", "db-password"),
                                "stopGraceSeconds",
                                1))));
    }

    /** Of the one container, which must run. */
    private static List<String> environment() {
        var running = SYSTEM.engine.running(device.toString(), "app");
        var config =
                SYSTEM.engine.docker.inspectContainerCmd(running.getId()).exec().getConfig();
        return Arrays.asList(config.getEnv());
    }
}
