package io.signalbeam.functions.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.TestApi.Answer;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EnrollmentIT {
    private static final Map<String, String> FACTS =
            Map.of("version", "0.1.0", "os", "linux", "arch", "arm64", "hostname", "Shop-7.Berlin_A");

    private static TestCloud cloud;
    private static TenantId tenant;

    @BeforeAll
    static void open() {
        cloud = new TestCloud();
        tenant = cloud.tenant("acme");
        cloud.tenant("other");
    }

    @AfterAll
    static void close() {
        cloud.close();
    }

    @Test
    void shows_a_tokens_secret_once_and_keeps_a_hash() {
        var made = create(Map.of("description", "for shops", "maxUses", 3));
        assertThat(made.text("/token")).matches("sbe_[0-9a-f]{32}_[-_A-Za-z0-9]{43}");
        assertThat(made.text("/state")).isEqualTo("Usable");
        var listed = cloud.person("acme", "Admin").get("/enrollment-tokens").is(200);
        assertThat(listed.body().toString()).contains("for shops").doesNotContain("sbe_");
        var secret = made.text("/token").substring(made.text("/token").length() - 43);
        var rows = cloud.database
                .owner()
                .withHandle(tx -> tx.createQuery("select e::text from enrollment_tokens e")
                        .mapTo(String.class)
                        .list());
        assertThat(rows).noneMatch(row -> row.contains(secret));
    }

    @Test
    void names_each_field_of_a_token_that_cannot_be() {
        var answer = cloud.person("acme", "Admin")
                .post(
                        "/enrollment-tokens",
                        Map.of(
                                "maxUses",
                                0,
                                "expiresInHours",
                                9_000,
                                "labels",
                                Map.of("a b", "c"),
                                "groupIds",
                                List.of(UuidV7.random())))
                .isProblem(400, "validation-failed");
        assertThat(answer.texts("errors", "field"))
                .containsExactlyInAnyOrder("maxUses", "expiresInHours", "labels.a b", "groupIds[0]");
    }

    @Test
    void pages_through_tokens_newest_first() {
        var admin = cloud.person("other", "Admin");
        var made = IntStream.range(0, 5)
                .mapToObj(i -> {
                    cloud.clock.advance(Duration.ofSeconds(1));
                    return admin.post("/enrollment-tokens", Map.of()).is(201).text("/id");
                })
                .toList();
        var first = admin.get("/enrollment-tokens?limit=3").is(200);
        var second = admin.get("/enrollment-tokens?limit=3&cursor=" + first.text("/nextCursor"))
                .is(200);
        assertThat(first.texts("items", "id"))
                .containsExactlyElementsOf(made.reversed().subList(0, 3));
        assertThat(second.texts("items", "id"))
                .containsExactlyElementsOf(made.reversed().subList(3, 5));
        assertThat(second.body().has("nextCursor")).isFalse();
    }

    @Test
    void makes_a_device_that_can_poll_at_once() {
        var token = create(Map.of("labels", Map.of("site", "berlin"))).text("/token");
        var answer = enroll(token, Map.of("labels", Map.of("site", "oslo", "floor", "2")))
                .is(201);
        assertThat(answer.text("/name")).startsWith("shop-7-berlin-a");
        assertThat(answer.text("/tenantId")).isEqualTo(tenant.toString());
        var desired = cloud.device(answer.text("/deviceKey"))
                .get("/agent/desired-state")
                .is(200);
        assertThat(desired.text("/deviceId")).isEqualTo(answer.text("/deviceId"));
        assertThat(desired.text("/labels/site")).as("the token's label wins").isEqualTo("berlin");
        assertThat(desired.text("/labels/floor")).isEqualTo("2");
        var events = cloud.person("acme", "Viewer")
                .get("/devices/" + answer.text("/deviceId") + "/events")
                .is(200);
        assertThat(events.texts("items", "type")).containsExactly("io.signalbeam.device.enrolled.v1");
    }

    @Test
    void joins_the_tokens_groups_and_gets_what_they_run() {
        var rows = new FleetRows(cloud.database, tenant);
        rows.versions("joined", "1.0.0");
        var group = rows.group("joiners", 0);
        rows.assignToGroup(group, "joined", "1.0.0");
        var token = create(Map.of("groupIds", List.of(group))).text("/token");
        var answer = enroll(token, Map.of()).is(201);
        assertThat(rows.desired(DeviceId.parse(answer.text("/deviceId")))).containsEntry("joined", "1.0.0");
        var desired = cloud.device(answer.text("/deviceKey"))
                .get("/agent/desired-state")
                .is(200);
        assertThat(desired.texts("bundles", "bundleId")).containsExactly("joined");
    }

    @Test
    void makes_names_unique() {
        var token = create(Map.of()).text("/token");
        assertThat(IntStream.range(0, 12)
                        .mapToObj(i -> enroll(token, Map.of("name", "twin")).text("/name")))
                .doesNotHaveDuplicates()
                .startsWith("twin", "twin-2", "twin-3")
                .allMatch(name -> name.startsWith("twin"));
    }

    @Test
    void gives_a_repeated_request_the_same_device_and_another_key() {
        var token = create(Map.of("maxUses", 1)).text("/token");
        var request = Map.<String, Object>of("requestId", UuidV7.random().toString());
        var first = enroll(token, request).is(201);
        var second = enroll(token, request).is(201);
        assertThat(second.text("/deviceId")).isEqualTo(first.text("/deviceId"));
        assertThat(second.text("/deviceKey")).isNotEqualTo(first.text("/deviceKey"));
        cloud.device(first.text("/deviceKey")).get("/agent/desired-state").is(200);
        cloud.device(second.text("/deviceKey")).get("/agent/desired-state").is(200);
    }

    @Test
    void refuses_a_request_that_another_token_has_made() {
        var request = Map.<String, Object>of("requestId", UuidV7.random().toString());
        enroll(create(Map.of()).text("/token"), request).is(201);
        enroll(create(Map.of()).text("/token"), request).isProblem(409, "conflict");
    }

    @Test
    void counts_uses_exactly_when_many_come_at_once() throws Exception {
        var token = create(Map.of("maxUses", 5)).text("/token");
        try (var threads = Executors.newFixedThreadPool(6)) {
            var statuses = threads
                    .invokeAll(IntStream.range(0, 20)
                            .<Callable<Integer>>mapToObj(i ->
                                    () -> enroll(token, Map.of("name", "rush")).status())
                            .toList())
                    .stream()
                    .map(answer -> answer.resultNow())
                    .toList();
            assertThat(statuses).filteredOn(status -> status == 201).hasSize(5);
            assertThat(statuses).filteredOn(status -> status == 401).hasSize(15);
        }
    }

    @Test
    void makes_one_device_of_one_request_sent_many_times_at_once() throws Exception {
        var token = create(Map.of("maxUses", 1)).text("/token");
        var request = Map.<String, Object>of("requestId", UuidV7.random().toString());
        try (var threads = Executors.newFixedThreadPool(4)) {
            var devices = threads
                    .invokeAll(IntStream.range(0, 4)
                            .<Callable<String>>mapToObj(
                                    i -> () -> enroll(token, request).is(201).text("/deviceId"))
                            .toList())
                    .stream()
                    .map(answer -> answer.resultNow())
                    .distinct();
            assertThat(devices).hasSize(1);
        }
    }

    @Test
    void tells_apart_why_a_token_lets_nobody_in() {
        var usedUp = create(Map.of("maxUses", 1)).text("/token");
        enroll(usedUp, Map.of()).is(201);
        enroll(usedUp, Map.of()).isProblem(401, "enrollment-token-used-up");

        var revoked = create(Map.of());
        var admin = cloud.person("acme", "Admin");
        admin.delete("/enrollment-tokens/" + revoked.text("/id")).is(204);
        admin.delete("/enrollment-tokens/" + revoked.text("/id")).is(204);
        enroll(revoked.text("/token"), Map.of()).isProblem(401, "enrollment-token-revoked");

        var expired = create(Map.of("expiresInHours", 1)).text("/token");
        cloud.clock.advance(Duration.ofHours(2));
        enroll(expired, Map.of()).isProblem(401, "enrollment-token-expired");

        var good = create(Map.of()).text("/token");
        var forged = good.substring(0, good.length() - 43) + "A".repeat(43);
        enroll(forged, Map.of()).isProblem(401, "enrollment-token-invalid");
        enroll("sbe_" + "0".repeat(32) + "_" + "A".repeat(43), Map.of()).isProblem(401, "enrollment-token-invalid");
        enroll("nonsense", Map.of()).isProblem(401, "enrollment-token-invalid");
    }

    @Test
    void names_what_a_device_says_wrongly_of_itself() {
        var answer = enroll(
                        create(Map.of()).text("/token"),
                        Map.of(
                                "requestId",
                                "no-uuid",
                                "labels",
                                Map.of("os.name", "dos"),
                                "signingKey",
                                "AAAA",
                                "facts",
                                Map.of("version", "1", "os", "linux", "arch", "amd64", "hostname", "")))
                .isProblem(400, "validation-failed");
        assertThat(answer.texts("errors", "field"))
                .containsExactlyInAnyOrder("requestId", "labels.os.name", "signingKey", "facts.hostname");
    }

    @Test
    void revokes_no_token_of_another_tenant() {
        var made = create(Map.of());
        cloud.person("other", "Admin")
                .delete("/enrollment-tokens/" + made.text("/id"))
                .isProblem(404, "not-found");
        enroll(made.text("/token"), Map.of()).is(201);
    }

    @Test
    void gives_a_repeated_creation_the_same_secret_and_a_changed_one_none() {
        var admin = cloud.person("acme", "Admin")
                .with("Idempotency-Key", UuidV7.random().toString());
        var first =
                admin.post("/enrollment-tokens", Map.of("description", "once")).is(201);
        var second =
                admin.post("/enrollment-tokens", Map.of("description", "once")).is(201);
        assertThat(second.body()).isEqualTo(first.body());
        admin.post("/enrollment-tokens", Map.of("description", "twice")).isProblem(409, "idempotency-key-reused");
        var kept = cloud.database
                .owner()
                .withHandle(tx -> tx.createQuery("select k::text from idempotency_keys k")
                        .mapTo(String.class)
                        .list());
        assertThat(kept).noneMatch(row -> row.contains(first.text("/token")));
    }

    private static Answer create(Map<String, ?> token) {
        return cloud.person("acme", "Admin").post("/enrollment-tokens", token).is(201);
    }

    private static Answer enroll(String token, Map<String, ?> more) {
        var request = new HashMap<String, Object>(
                Map.of("token", token, "requestId", UuidV7.random().toString(), "facts", FACTS));
        request.putAll(more);
        return cloud.anyone().post("/agent/enroll", request);
    }
}
