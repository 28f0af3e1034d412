package io.signalbeam.functions.devicekeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.testing.Enrolled;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.credential.CredentialHash;
import io.signalbeam.shared.credential.DeviceKey;
import io.signalbeam.shared.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RotateKeysIT {
    private TestCloud cloud;
    private TestApi admin;
    private Enrolled device;

    @BeforeEach
    void open() {
        cloud = new TestCloud();
        cloud.tenant("acme");
        cloud.tenant("other");
        admin = cloud.person("acme", "Admin");
        device = Enrolled.in(cloud, "acme", "van", Map.of());
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void a_new_key_lets_the_device_in_at_once_and_the_one_before_for_a_day() {
        var next = DeviceKey.random(device.id());
        var answer = rotate(device.key(), next).is(200);
        assertThat(answer.text("/formerKeysEndAt"))
                .isEqualTo(answer(cloud.clock.instant().plus(RotateKeys.OVERLAP)));
        letsIn(next.text());
        letsIn(device.key());
        cloud.clock.advance(Duration.ofHours(23));
        letsIn(device.key());
        cloud.clock.advance(Duration.ofHours(1));
        refuses(device.key());
        letsIn(next.text());
    }

    @Test
    void an_answer_that_was_lost_is_given_again_with_either_key() {
        var next = DeviceKey.random(device.id());
        var request = request(next);
        var first =
                cloud.device(device.key()).post("/agent/keys/rotate", request).is(200);
        cloud.clock.advance(Duration.ofHours(1));
        var second =
                cloud.device(device.key()).post("/agent/keys/rotate", request).is(200);
        assertThat(second.text("/formerKeysEndAt")).isEqualTo(first.text("/formerKeysEndAt"));
        cloud.clock.advance(Duration.ofDays(2));
        cloud.device(next.text()).post("/agent/keys/rotate", request).is(200);
        assertThat(keys()).as("none was made twice").isEqualTo(2);
    }

    @Test
    void a_key_id_that_is_taken_by_another_secret_is_a_conflict() {
        var next = DeviceKey.random(device.id());
        rotate(device.key(), next).is(200);
        rotate(device.key(), next).isProblem(409, "conflict");
    }

    @Test
    void a_key_must_be_the_devices_own_and_its_hash_one() {
        var other = Enrolled.in(cloud, "acme", "other", Map.of());
        var foreign = rotate(device.key(), DeviceKey.random(other.id()));
        assertThat(foreign.isProblem(400, "validation-failed").texts("errors", "field"))
                .containsExactly("keyId");
        var odd = cloud.device(device.key())
                .post(
                        "/agent/keys/rotate",
                        Map.of("keyId", DeviceKey.random(device.id()).keyId(), "hash", "x.y"));
        assertThat(odd.isProblem(400, "validation-failed").texts("errors", "field"))
                .containsExactly("hash");
        letsIn(other.key());
    }

    @Test
    void an_admins_wish_reaches_the_device_at_its_next_poll_and_is_gone_when_obeyed() {
        var poll = cloud.device(device.key()).get("/agent/desired-state").is(200);
        assertThat(poll.body().at("/agent/keyRotationAskedAt").isMissingNode()).isTrue();
        cloud.clock.advance(Duration.ofMinutes(1));
        var asked = ask(Map.of()).is(202).text("/askedAt");

        var news = cloud.device(device.key())
                .with("if-none-match", poll.headers().get("etag"))
                .get("/agent/desired-state")
                .is(200);
        assertThat(news.text("/agent/keyRotationAskedAt")).isEqualTo(asked);
        assertThat(view().text("/keyRotationAskedAt")).isEqualTo(asked);
        assertThat(news.text("/generation")).isEqualTo(poll.text("/generation"));

        var next = DeviceKey.random(device.id());
        rotate(device.key(), next).is(200);
        assertThat(cloud.device(next.text())
                        .get("/agent/desired-state")
                        .is(200)
                        .body()
                        .at("/agent/keyRotationAskedAt")
                        .isMissingNode())
                .isTrue();
        assertThat(view().body().has("keyRotationAskedAt")).isFalse();
        assertThat(admin.get("/devices/" + device.id() + "/events").texts("items", "type"))
                .contains("io.signalbeam.device.key-rotated.v1", "io.signalbeam.device.key-rotation-asked.v1");
        assertThat(admin.get("/audit").texts("items", "action")).contains("device.rotate-key", "device.key-rotated");
    }

    @Test
    void after_the_deadline_a_device_that_did_not_obey_is_out() {
        ask(Map.of("deadlineHours", 2)).is(202);
        cloud.clock.advance(Duration.ofMinutes(119));
        letsIn(device.key());
        cloud.clock.advance(Duration.ofMinutes(1));
        refuses(device.key());
        assertThat(ask(Map.of("deadlineHours", 0))
                        .isProblem(400, "validation-failed")
                        .texts("errors", "field"))
                .containsExactly("deadlineHours");
    }

    @Test
    void a_device_that_obeyed_goes_on_after_the_deadline() {
        ask(Map.of("deadlineHours", 2)).is(202);
        var next = DeviceKey.random(device.id());
        rotate(device.key(), next).is(200);
        cloud.clock.advance(Duration.ofHours(3));
        letsIn(next.text());
        refuses(device.key());
    }

    @Test
    void of_two_machines_with_one_key_the_first_to_obey_an_exclusive_wish_is_left() throws Exception {
        ask(Map.of("exclusive", true)).is(202);
        try (var pool = Executors.newFixedThreadPool(4)) {
            var calls = IntStream.range(0, 4)
                    .<Callable<TestApi.Answer>>mapToObj(i -> () -> rotate(device.key(), DeviceKey.random(device.id())))
                    .toList();
            var statuses = pool.invokeAll(calls).stream()
                    .map(future -> future.resultNow().status())
                    .sorted()
                    .toList();
            assertThat(statuses).containsExactly(200, 401, 401, 401);
        }
        refuses(device.key());
    }

    @Test
    void a_cloned_identity_is_shown_until_an_exclusive_rotation() {
        cloud.database
                .owner()
                .useHandle(
                        tx -> tx.execute("update device_state set cloned_at = now(), instances = '[{\"id\":\"a\"}]'"));
        assertThat(view().text("/clonedIdentity")).isEqualTo("true");
        ask(Map.of()).is(202);
        var second = DeviceKey.random(device.id());
        rotate(device.key(), second).is(200);
        assertThat(view().text("/clonedIdentity")).isEqualTo("true");
        ask(Map.of("exclusive", true)).is(202);
        assertThat(view().text("/clonedIdentity")).isEqualTo("true");
        rotate(second.text(), DeviceKey.random(device.id())).is(200);
        assertThat(view().text("/clonedIdentity")).isEqualTo("false");
    }

    @Test
    void a_device_may_be_asked_by_its_own_tenants_admins_only() {
        cloud.person("other", "Admin")
                .post("/devices/" + device.id() + "/rotate-key", Map.of())
                .isProblem(404, "not-found");
        cloud.person("acme", "Operator")
                .post("/devices/" + device.id() + "/rotate-key", Map.of())
                .isProblem(403, "role-required");
        admin.delete("/devices/" + device.id()).is(204);
        ask(Map.of()).isProblem(409, "conflict");
    }

    @Test
    void keys_do_not_pile_up_and_the_one_in_use_stays() {
        for (int i = 0; i < 20; i++) {
            cloud.clock.advance(Duration.ofSeconds(1));
            rotate(device.key(), DeviceKey.random(device.id())).is(200);
        }
        letsIn(device.key());
        assertThat(keys()).isLessThanOrEqualTo(9);
    }

    @Test
    void the_secret_of_a_key_is_nowhere_to_be_read() {
        var next = DeviceKey.random(device.id());
        rotate(device.key(), next).is(200);
        var secret = next.text().substring(next.text().length() - 43);
        for (var table : new String[] {"device_keys", "audit_log", "device_events"}) {
            List<String> rows = cloud.database
                    .owner()
                    .withHandle(tx -> tx.createQuery("select t::text from " + table + " t")
                            .mapTo(String.class)
                            .list());
            assertThat(rows).as(table).isNotEmpty().noneMatch(row -> row.contains(secret));
        }
    }

    private TestApi.Answer ask(Map<String, ?> wish) {
        return admin.post("/devices/" + device.id() + "/rotate-key", wish);
    }

    private TestApi.Answer view() {
        return admin.get("/devices/" + device.id()).is(200);
    }

    private TestApi.Answer rotate(String with, DeviceKey next) {
        return cloud.device(with).post("/agent/keys/rotate", request(next));
    }

    private static Map<String, String> request(DeviceKey next) {
        return Map.of(
                "keyId",
                next.keyId(),
                "hash",
                CredentialHash.of(next.secretBytes()).encoded());
    }

    private static String answer(Instant instant) {
        return Json.format(instant);
    }

    private void letsIn(String key) {
        cloud.device(key).get("/agent/desired-state").is(200);
    }

    private void refuses(String key) {
        cloud.device(key).get("/agent/desired-state").isProblem(401, "device-key-invalid");
    }

    private int keys() {
        return cloud.database
                .owner()
                .withHandle(tx -> tx.createQuery("select count(*) from device_keys where device_id = :id")
                        .bind("id", device.id().value())
                        .mapTo(Integer.class)
                        .one());
    }
}
