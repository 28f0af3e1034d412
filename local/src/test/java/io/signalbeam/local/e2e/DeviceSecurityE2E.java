package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.local.fleet.CloudClient;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A device's identity, step by step on one system: the packaged cloud, and the packaged agent as its own process. */
@TestMethodOrder(OrderAnnotation.class)
class DeviceSecurityE2E {
    private static final String NAME = "till-2";

    @TempDir
    static Path folder;

    private static TestCloud cloud;
    private static Api admin;
    private static AgentProcess agent;
    private static DeviceId device;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        cloud = TestCloud.start(folder.resolve("cloud"));
        admin = cloud.admin("keys");
        token = admin.enrollmentToken(Map.of("maxUses", 1));
    }

    @AfterAll
    static void stop() {
        if (agent != null) {
            agent.close();
        }
        if (cloud != null) {
            cloud.close();
        }
    }

    @Test
    @Order(1)
    void an_agent_goes_on_where_signatures_are_asked_for_and_its_copied_key_alone_opens_nothing() throws Exception {
        admin.patch("/tenant", Map.of("requireSignedRequests", true)).ok();
        run();
        device = Eventually.get(() -> admin.device(NAME));
        Eventually.check(() -> assertThat(view().path("status").asText()).isIn("Online", "Degraded"));
        Eventually.check(() -> assertThat(rows()).isPositive());

        var thief = Api.device(cloud.api(), key());
        var poll = thief.get("/agent/desired-state");
        assertThat(poll.status()).isEqualTo(401);
        assertThat(poll.body().path("code").asText()).isEqualTo("signature-required");
        assertThat(thief.post("/agent/lease", null).status()).isEqualTo(401);
    }

    @Test
    @Order(2)
    void a_wish_for_another_key_is_obeyed() throws Exception {
        var before = key();
        admin.post("/devices/" + device + "/rotate-key", Map.of("exclusive", true))
                .ok();
        Eventually.check(() -> assertThat(key()).isNotEqualTo(before));
        Eventually.check(() -> assertThat(view().has("keyRotationAskedAt")).isFalse());
        assertThat(code(Api.device(cloud.api(), before))).isEqualTo("device-key-invalid");
        goesOn();
    }

    @Test
    @Order(3)
    void an_agent_that_is_killed_at_any_moment_of_a_change_comes_back() throws Exception {
        long seed = 7;
        var random = new Random(seed);
        for (int round = 0; round < 6; round++) {
            var before = key();
            admin.post("/devices/" + device + "/rotate-key", Map.of("exclusive", round % 2 == 0))
                    .ok();
            // Around the next poll, which is a second away: before, amid and after the change.
            Thread.sleep(random.nextInt(1500));
            agent.kill();
            run();
            Eventually.check(() -> assertThat(key()).as("seed " + seed).isNotEqualTo(before));
            Eventually.check(() -> assertThat(view().has("keyRotationAskedAt")).isFalse());
            goesOn();
        }
        assertThat(view().path("clonedIdentity").asBoolean())
                .as("restarts are no clones")
                .isFalse();
    }

    @Test
    @Order(4)
    void a_disabled_device_is_out_of_the_api_within_five_seconds_and_of_ingest_within_sixty() throws Exception {
        admin.patch("/devices/" + device, Map.of("lifecycle", "Disabled")).ok();
        var revoked = Api.device(cloud.api(), key());
        Eventually.get(Duration.ofSeconds(5), () -> {
            assertThat(code(revoked)).isEqualTo("device-disabled");
            return true;
        });
        assertThat(revoked.post("/agent/lease", null).status()).isEqualTo(403);

        // Its lease is good for an hour, and it goes on publishing: what it sends is parked.
        Eventually.get(Duration.ofSeconds(60), () -> {
            assertThat(parked()).isPositive();
            return true;
        });
        long stored = rows();
        long before = parked();
        Eventually.check(() -> assertThat(parked()).isGreaterThan(before + 2));
        assertThat(rows()).isEqualTo(stored);
    }

    @Test
    @Order(5)
    void an_enabled_device_goes_on() throws Exception {
        long stored = rows();
        admin.patch("/devices/" + device, Map.of("lifecycle", "Active")).ok();
        Eventually.check(() -> assertThat(rows()).isGreaterThan(stored));
    }

    @Test
    @Order(6)
    void a_tenant_that_leaves_takes_its_devices_along_and_is_gone_from_everywhere() throws Exception {
        admin.put("/secrets/db-password", Map.of("value", "secret")).ok();
        admin.post(
                        "/bundles/shop/versions",
                        Map.of(
                                "bundleId",
                                "shop",
                                "version",
                                "1.0.0",
                                "containers",
                                List.of(Map.of("name", "app", "image", "ghcr.io/example/shop:1"))))
                .ok();
        var tenant = admin.get("/me").ok().at("/tenant/id").asText();
        var root = Api.person(cloud.api(), cloud.local().token("pat"));
        var own = Api.device(cloud.api(), key());

        root.delete("/tenants/" + tenant + "?name=keys").ok();
        Eventually.check(() -> assertThat(code(own)).isEqualTo("device-disabled"));
        assertThat(admin.get("/devices").status()).isEqualTo(403);
        root.post("/tenants/" + tenant + "/restore", null).ok();
        Eventually.check(() -> assertThat(code(own)).isEqualTo("signature-required"));
        root.delete("/tenants/" + tenant + "?name=keys").ok();

        // As if its time had been over for a while.
        execute(
                "update tenants set removal_at = now() - interval '1 hour', removal_begun_at = now() - interval '1 hour'"
                        + " where id = '" + tenant + "'");
        Eventually.check(() -> {
            new CloudClient(cloud.api())
                    .send("POST", "/admin/functions/remove-tenants", Map.of(), null)
                    .ok();
            assertThat(departed(root, tenant).path("state").asText()).isEqualTo("Gone");
        });
        var removed = departed(root, tenant).at("/departure/removed");
        for (var kind : List.of(
                "twins",
                "devices",
                "device_metrics",
                "audit_log",
                "secrets in the vault",
                "files in manifests",
                "files in parked")) {
            assertThat(removed.path(kind).asLong()).as(kind + " in " + removed).isPositive();
        }
        assertThat(rows()).isZero();
        assertThat(code(own)).isEqualTo("device-key-invalid");
        // Name and claim are free for another one.
        assertThat((Iterable<?>) cloud.admin("keys").get("/devices").ok().path("items"))
                .isEmpty();
    }

    private static JsonNode departed(Api root, String tenant) throws Exception {
        for (var one : root.get("/tenants").ok().path("items")) {
            if (one.path("id").asText().equals(tenant)) {
                return one;
            }
        }
        throw new AssertionError("nothing is known of " + tenant);
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(cloud.ownerUrl());
                var statement = connection.createStatement()) {
            int unused = statement.executeUpdate(sql);
        }
    }

    private static void run() throws IOException {
        agent = AgentProcess.run(TestCloud.ROOT, folder.resolve("agent"), cloud.api(), token, NAME);
    }

    private static void goesOn() throws Exception {
        long stored = rows();
        Eventually.check(() -> assertThat(rows()).isGreaterThan(stored));
    }

    private static JsonNode view() throws Exception {
        return admin.get("/devices/" + device).ok();
    }

    private static String code(Api api) throws Exception {
        return api.get("/agent/desired-state").body().path("code").asText();
    }

    /** The key that the agent shows, out of its own file: one line with a hash, then JSON. */
    private static String key() throws IOException {
        var file = Files.readString(folder.resolve("agent/state/identity.json"), StandardCharsets.UTF_8);
        return Json.lenient()
                .readTree(file.substring(file.indexOf('\n')))
                .path("deviceKey")
                .asText();
    }

    private static long rows() throws SQLException {
        return count("select count(*) from device_metrics where device_id = ?::uuid");
    }

    private static long parked() throws SQLException {
        return count("select count(*) from parked_events where reason = 'device-disabled' and publisher = ?");
    }

    private static long count(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(cloud.ownerUrl());
                var query = connection.prepareStatement(sql)) {
            query.setString(1, device.toString());
            try (var result = query.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }
}
