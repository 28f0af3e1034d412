package io.signalbeam.functions.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.testing.Enrolled;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.functions.twin.ProjectTwins;
import io.signalbeam.functions.twin.Twin;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RebuildTwinsIT {
    private TestCloud cloud;
    private TenantId tenant;

    @BeforeEach
    void open() {
        cloud = new TestCloud();
        tenant = cloud.tenant("acme");
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    private void rebuild(int devices) {
        assertThat(cloud.platformAdministrator()
                        .post("/tenants/" + tenant + "/rebuild-twins", null)
                        .is(202)
                        .text("/devices"))
                .isEqualTo(Integer.toString(devices));
        cloud.app.get(ProjectTwins.class).sweep(Duration.ofSeconds(5));
    }

    private static Twin withKeys(Twin twin, long revision, List<Twin.Key> keys) {
        return new Twin(
                twin.schema(),
                twin.id(),
                twin.tenantId(),
                twin.lifecycle(),
                revision,
                keys,
                twin.tag(),
                twin.desired());
    }

    @Test
    void devices_whose_twins_were_lost_or_damaged_poll_again() {
        var lost = Enrolled.in(cloud, "acme", "lost", Map.of("site", "berlin"));
        var damaged = Enrolled.in(cloud, "acme", "damaged", Map.of());
        var before = cloud.twins.read(lost.id()).orElseThrow();
        cloud.twins.lose(lost.id());
        var whole = cloud.twins.read(damaged.id()).orElseThrow();
        cloud.twins.write(withKeys(whole, whole.revision(), List.of()));
        cloud.device(lost.key()).get("/agent/desired-state").isProblem(401, "device-key-invalid");
        cloud.device(damaged.key()).get("/agent/desired-state").isProblem(401, "device-key-invalid");

        rebuild(2);

        assertThat(cloud.device(lost.key())
                        .get("/agent/desired-state")
                        .is(200)
                        .headers()
                        .get("etag"))
                .isEqualTo(before.tag());
        assertThat(cloud.twins.read(lost.id())).contains(before);
        assertThat(cloud.twins.read(damaged.id())).contains(whole);
        cloud.device(damaged.key()).get("/agent/desired-state").is(200);
    }

    @Test
    void a_database_of_the_past_goes_past_the_twins_that_are_ahead_of_it() {
        var device = Enrolled.in(cloud, "acme", "ahead", Map.of());
        var twin = cloud.twins.read(device.id()).orElseThrow();
        var ahead = withKeys(twin, twin.revision() + 3, List.of());
        assertThat(cloud.twins.write(ahead)).isEmpty();

        rebuild(1);

        cloud.app.get(ProjectTwins.class).sweep(Duration.ofSeconds(5));
        var now = cloud.twins.read(device.id()).orElseThrow();
        assertThat(now.keys()).isEqualTo(twin.keys());
        assertThat(now.desired().bundles()).isEqualTo(twin.desired().bundles());
        assertThat(now.revision()).isGreaterThan(ahead.revision());
        assertThat(now.desired().generation()).isGreaterThan(ahead.desired().generation());
    }

    @Test
    void leaves_other_tenants_alone_and_says_in_the_audit_that_it_was_done() {
        cloud.tenant("umbrella");
        var other = Enrolled.in(cloud, "umbrella", "theirs", Map.of());
        cloud.twins.lose(other.id());
        rebuild(0);
        assertThat(cloud.twins.read(other.id())).isEmpty();
        assertThat(cloud.person("acme", "Admin").get("/audit").is(200).texts("items", "action"))
                .containsExactly("tenant.rebuild-twins");
    }

    @Test
    void knows_no_other_tenant_than_there_are() {
        cloud.platformAdministrator()
                .post("/tenants/" + TenantId.random() + "/rebuild-twins", null)
                .isProblem(404, "not-found");
    }
}
