package io.signalbeam.functions.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.intake.DeviceDirectorySql;
import io.signalbeam.functions.testing.Enrolled;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaveTenantIT {
    private TestCloud cloud;
    private TestApi root;
    private TenantId acme;
    private Enrolled device;

    @BeforeEach
    void open() {
        cloud = new TestCloud();
        root = cloud.platformAdministrator();
        acme = cloud.tenant("acme");
        cloud.tenant("other");
        device = Enrolled.in(cloud, "acme", "sensor", Map.of());
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    private TestApi.Answer leave() {
        return root.send("DELETE", "/tenants/" + acme + "?name=acme", null);
    }

    private TestApi.Answer restore() {
        return root.post("/tenants/" + acme + "/restore", null);
    }

    private boolean isTaken() {
        return new DeviceDirectorySql(cloud.database.database())
                .find(Set.of(device.id()))
                .get(device.id())
                .active();
    }

    @Test
    void nobody_of_a_tenant_that_leaves_is_let_in_and_everybody_when_it_is_restored() {
        var admin = cloud.person("acme", "Admin");
        var token = admin.post("/enrollment-tokens", Map.of()).is(201).text("/token");
        var script =
                cloud.bearer(admin.post("/access-tokens", Map.of("name", "ci", "role", "Viewer", "expiresInDays", 90))
                        .is(201)
                        .text("/token"));
        var enrolment = Map.of(
                "token",
                token,
                "requestId",
                UuidV7.random().toString(),
                "name",
                "late",
                "facts",
                Map.of("version", "0.1.0", "os", "linux", "arch", "arm64", "hostname", "late"));
        script.get("/devices").is(200);
        cloud.device(device.key()).get("/agent/desired-state").is(200);

        var answer = leave().is(202);
        assertThat(answer.text("/state")).isEqualTo("Leaving");
        assertThat(Instant.parse(answer.text("/departure/removalAt")))
                .isEqualTo(cloud.clock.instant().plus(Duration.ofDays(30)));
        assertThat(answer.text("/departure/askedBy")).isEqualTo(TestCloud.ISSUER + "#" + TestCloud.PLATFORM_ADMIN);

        cloud.person("acme", "Admin").get("/devices").isProblem(403, "tenant-required");
        assertThat(script.get("/devices").status()).isEqualTo(401);
        assertThat(cloud.anyone().post("/agent/enroll", enrolment).status()).isBetween(400, 403);
        cloud.device(device.key()).get("/agent/desired-state").isProblem(403, "device-disabled");
        cloud.device(device.key()).post("/agent/lease", null).isProblem(403, "device-disabled");
        assertThat(isTaken()).isFalse();
        cloud.person("other", "Admin").get("/devices").is(200);

        cloud.clock.advance(Duration.ofDays(29));
        cloud.app.get(RemoveTenants.class).run();
        assertThat(restore().is(200).text("/state")).isEqualTo("Active");

        script.get("/devices").is(200);
        cloud.device(device.key()).get("/agent/desired-state").is(200);
        assertThat(isTaken()).isTrue();
        assertThat(cloud.person("acme", "Admin").get("/audit").is(200).texts("items", "action"))
                .contains("tenant.delete", "tenant.restore");
    }

    @Test
    void a_tenant_leaves_only_by_its_own_name() {
        assertThat(root.send("DELETE", "/tenants/" + acme, null)
                        .isProblem(400, "validation-failed")
                        .texts("errors", "field"))
                .containsExactly("name");
        assertThat(root.send("DELETE", "/tenants/" + acme + "?name=other", null)
                        .isProblem(400, "validation-failed")
                        .texts("errors", "field"))
                .containsExactly("name");
        root.send("DELETE", "/tenants/" + TenantId.random() + "?name=acme", null)
                .isProblem(404, "not-found");
        root.post("/tenants/" + TenantId.random() + "/restore", null).isProblem(404, "not-found");
        cloud.person("acme", "Admin").get("/devices").is(200);
    }

    @Test
    void asked_for_again_it_changes_nothing() {
        var first = leave().is(202);
        cloud.clock.advance(Duration.ofDays(3));
        assertThat(leave().is(202).body()).isEqualTo(first.body());
        assertThat(restore().is(200).body()).isEqualTo(restore().is(200).body());
    }

    @Test
    void what_has_begun_to_be_removed_does_not_come_back() {
        leave().is(202);
        cloud.clock.advance(Duration.ofDays(31));
        var remove = cloud.app.get(RemoveTenants.class);
        assertThat(remove.run()).isZero();
        assertThat(leave().is(202).text("/state")).isEqualTo("Removing");
        restore().isProblem(409, "conflict");
        cloud.clock.advance(Duration.ofMinutes(5));
        assertThat(remove.run()).isZero();
        assertThat(remove.run()).isEqualTo(1);
        restore().isProblem(409, "conflict");
        cloud.device(device.key()).get("/agent/desired-state").isProblem(401, "device-key-invalid");
        var gone = leave().is(202);
        assertThat(gone.text("/state")).isEqualTo("Gone");
        assertThat(gone.text("/departure/removed/devices")).isEqualTo("1");
        assertThat(gone.text("/departure/removed/twins")).isEqualTo("1");
        assertThat(root.get("/tenants").is(200).texts("items", "name")).contains("other", "gone-" + acme);
        assertThat(gone.body().toString()).doesNotContain("acme");
        assertThat(cloud.tenant("acme")).as("the name is free again").isNotEqualTo(acme);
    }
}
