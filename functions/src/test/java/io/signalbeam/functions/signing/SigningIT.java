package io.signalbeam.functions.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.functions.bundles.ManifestStore;
import io.signalbeam.functions.bundles.MemoryManifestStore;
import io.signalbeam.functions.bundles.StoredManifests;
import io.signalbeam.functions.testing.Enrolled;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.functions.twin.Manifests;
import io.signalbeam.functions.twin.ProjectTwins;
import io.signalbeam.shared.api.EnrollResponse;
import io.signalbeam.shared.desired.BundleSigning;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.trust.Trust;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SigningIT {
    private static final Duration PLENTY = Duration.ofMinutes(1);

    private TestCloud cloud;
    private TenantId tenant;
    private TestApi admin;

    @BeforeEach
    void open() {
        cloud = new TestCloud();
        var store = new MemoryManifestStore();
        cloud.app.with(ManifestStore.class, store).with(Manifests.class, new StoredManifests(store));
        tenant = cloud.tenant("acme");
        admin = cloud.person("acme", "Admin");
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void a_device_believes_what_was_published_from_its_enrolment_on() {
        publish("1.0.0");
        var till = Enrolled.in(cloud, "acme", "till", Map.of());
        var trust = trustAtEnrolment();
        assign(till, "1.0.0");

        assertThat(problem(trust, till)).isEmpty();
        assertThat(trust.keys()).hasSize(1);
        assertThat(cloud.signingKeys.writes()).isEqualTo(1);
    }

    @Test
    void a_tenant_that_requires_signatures_tells_its_devices() {
        assertThat(trustAtEnrolment().required()).isFalse();
        var till = Enrolled.in(cloud, "acme", "till", Map.of());
        cloud.person("acme", "Operator")
                .patch("/tenant", Map.of("requireSignedBundles", true))
                .isProblem(403, "role-required");
        assertThat(admin.patch("/tenant", Map.of("requireSignedBundles", true))
                        .is(200)
                        .text("/requireSignedBundles"))
                .isEqualTo("true");
        assertThat(trustAtEnrolment().required()).isTrue();
        assertThat(twin(till).signing().required()).isTrue();
        assertThat(admin.get("/audit?action=tenant.change").texts("items", "objectId"))
                .hasSize(1);
        admin.patch("/tenant", Map.of("requireSignedBundles", false)).is(200);
        assertThat(twin(till).signing().required()).isFalse();
    }

    @Test
    void the_first_key_is_made_once_whoever_needs_it_first() {
        cloud.anyone();
        admin.with("idempotency-key", "once")
                .post("/bundles/shop/versions", manifest("1.0.0"))
                .is(201);
        publish("2.0.0");
        var trust = trustAtEnrolment();
        assertThat(cloud.signingKeys.writes()).isEqualTo(1);
        var till = Enrolled.in(cloud, "acme", "till", Map.of());
        assign(till, "2.0.0");
        assertThat(problem(trust, till)).isEmpty();
    }

    @Test
    void nothing_is_published_unsigned_while_the_vault_is_away_and_twins_are_written_all_the_same() {
        publish("1.0.0");
        var till = Enrolled.in(cloud, "acme", "till", Map.of());
        cloud.clock.advance(Duration.ofMinutes(6));
        cloud.signingKeys.away(true);
        admin.post("/bundles/shop/versions", manifest("2.0.0")).isProblem(503, "unavailable");
        admin.get("/bundles/shop/versions/2.0.0").isProblem(404, "not-found");
        var trust = trustAtEnrolment();
        assign(till, "1.0.0");
        assertThat(problem(trust, till)).isEmpty();
    }

    @Test
    void a_device_follows_one_rotation_after_another() {
        publish("1.0.0");
        var till = Enrolled.in(cloud, "acme", "till", Map.of());
        var trust = trustAtEnrolment();
        assign(till, "1.0.0");
        var rotate = cloud.app.get(RotateSigningKey.class);
        var signed = twin(till).bundles().getFirst().signature();

        rotate.run(PLENTY);
        assertThat(twin(till).bundles().getFirst().signature()).as("too early").isEqualTo(signed);

        for (int rotation = 1; rotation <= 3; rotation++) {
            cloud.clock.advance(RotateSigningKey.LIFE.plusMinutes(1));
            rotate.run(PLENTY);
            cloud.app.get(ProjectTwins.class).sweep(PLENTY);
            var now = twin(till);
            assertThat(now.bundles().getFirst().signature()).isNotEqualTo(signed);
            assertThat(now.signing().keys()).hasSize(rotation + 1);
            assertThat(problem(trust, till)).as("without the chain").isPresent();
            var learnt = trust.learn(now.signing());
            assertThat(learnt.problem(tenant, now.bundles().getFirst(), true))
                    .as("rotation " + rotation)
                    .isEmpty();
            assertThat(learnt.keys()).hasSize(2);
            signed = now.bundles().getFirst().signature();
        }
        assertThat(ring().generations()).as("two generations").hasSize(2);
    }

    @Test
    void what_the_key_before_signed_stays_valid_until_it_is_signed_over() {
        publish("1.0.0");
        var till = Enrolled.in(cloud, "acme", "till", Map.of());
        var trust = trustAtEnrolment();
        assign(till, "1.0.0");
        var before = twin(till).bundles().getFirst();
        var rotate = cloud.app.get(RotateSigningKey.class);
        assertThat(rotateNow()).as("made a minute ago").isFalse();
        cloud.clock.advance(RotateSigningKey.LIFE);
        rotate.run(Duration.ZERO);
        cloud.clock.advance(RotateSigningKey.LEAST);
        assertThat(rotateNow()).as("the first still vouches for 1.0.0").isFalse();

        publish("2.0.0");
        assign(till, "2.0.0");
        var now = twin(till);
        var learnt = trust.learn(now.signing());
        assertThat(learnt.problem(tenant, before, true)).isEmpty();
        assertThat(learnt.problem(tenant, now.bundles().getFirst(), true)).isEmpty();
        assertThat(now.bundles().getFirst().signature().keyId())
                .isNotEqualTo(before.signature().keyId());

        rotate.run(PLENTY);
        assertThat(rotateNow()).as("nothing leans on the first any more").isTrue();
    }

    @Test
    void a_signature_that_was_tampered_with_is_not_signed_over() {
        publish("1.0.0");
        var till = Enrolled.in(cloud, "acme", "till", Map.of());
        assign(till, "1.0.0");
        cloud.database
                .owner()
                .useHandle(
                        tx -> tx.execute("update bundle_versions set manifest_digest = 'sha256:' || repeat('0', 64)"));
        cloud.clock.advance(RotateSigningKey.LIFE);
        cloud.app.get(RotateSigningKey.class).run(PLENTY);

        int signed = cloud.database
                .owner()
                .withHandle(tx -> tx.createQuery("select count(*) from bundle_versions where signature is not null")
                        .mapTo(Integer.class)
                        .one());
        assertThat(signed).isZero();
    }

    @Test
    void a_tenants_transaction_cannot_add_a_key_of_its_own() {
        assertThatThrownBy(() -> cloud.database
                        .database()
                        .inTenant(
                                tenant,
                                tx -> tx.execute("insert into signing_keys (id, generation, public_key, created_at)"
                                        + " values ('evil', 99, 'evil', now())")))
                .isInstanceOf(JdbiException.class)
                .hasMessageContaining("permission denied");
    }

    @Test
    void every_tenant_reads_who_had_the_key_rotated_before_its_time() {
        cloud.tenant("bolt");
        publish("1.0.0");
        assertThat(rotateNow()).isFalse();
        cloud.clock.advance(RotateSigningKey.LEAST);
        assertThat(rotateNow()).isTrue();
        for (var name : List.of("acme", "bolt")) {
            var trail = cloud.person(name, "Admin").get("/audit?action=signing-key.rotate");
            assertThat(trail.texts("items", "objectId"))
                    .containsExactly(ring().current().key().keyId());
            assertThat(trail.texts("items", "actor").getFirst()).contains(TestCloud.PLATFORM_ADMIN);
        }
        admin.post("/signing-keys/rotate", Map.of()).isProblem(403, "role-required");
    }

    /** As the API does it; it also signs over what it can. */
    private boolean rotateNow() {
        return cloud.platformAdministrator()
                .post("/signing-keys/rotate", Map.of())
                .is(200)
                .text("/rotated")
                .equals("true");
    }

    private KeyRing ring() {
        return KeyRing.parse(cloud.signingKeys.read().orElseThrow());
    }

    private static String manifest(String version) {
        return "{\"bundleId\":\"shop\",\"version\":\"%s\",\"description\":\"a shop\",\"containers\":[{\"name\":\"app\",\"image\":\"app:%s\"}]}"
                .formatted(version, version);
    }

    private void publish(String version) {
        admin.post("/bundles/shop/versions", manifest(version)).is(201);
    }

    private void assign(Enrolled device, String version) {
        var answer = admin.post("/devices/" + device.id() + "/bundles", Map.of("bundleId", "shop", "version", version));
        assertThat(answer.status()).as(answer.body().toString()).isBetween(200, 299);
    }

    private DesiredState twin(Enrolled device) {
        return cloud.twins.read(device.id()).orElseThrow().desired();
    }

    private java.util.Optional<?> problem(Trust trust, Enrolled device) {
        return trust.problem(tenant, twin(device).bundles().getFirst(), true);
    }

    /** What some device is told when it enrols. */
    private Trust trustAtEnrolment() {
        var token =
                admin.post("/enrollment-tokens", Map.of("maxUses", 1)).is(201).text("/token");
        var body = cloud.anyone()
                .post(
                        "/agent/enroll",
                        Map.of(
                                "token", token,
                                "requestId", UuidV7.random().toString(),
                                "facts", Map.of("version", "1", "os", "linux", "arch", "arm64", "hostname", "h")))
                .is(201)
                .body();
        BundleSigning signing =
                Json.lenient().convertValue(body, EnrollResponse.class).signing();
        return signing == null ? new Trust(false, List.of()) : Trust.of(signing);
    }
}
