package io.signalbeam.functions.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.access.Claims;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.UuidV7;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TenantsIT {
    private static TestCloud cloud;

    @BeforeAll
    static void open() {
        cloud = new TestCloud();
    }

    @AfterAll
    static void close() {
        cloud.close();
    }

    private static Map<String, Object> tenant(String name, String claim) {
        return Map.of(
                "name", name, "issuer", TestCloud.ISSUER, "claimValue", claim, "admin", Map.of("subject", "first"));
    }

    @Test
    void makes_a_tenant_whose_first_admin_can_act_at_once() {
        var root = cloud.platformAdministrator();
        var made = root.post("/tenants", tenant("acme", "acme-claim")).is(201);
        assertThat(root.get("/tenants").is(200).texts("items", "name")).contains("acme");
        var first = cloud.bearer(
                cloud.tokens.issue(new Claims(TestCloud.ISSUER, "first", null, null, "acme-claim", List.of())));
        var me = first.get("/me").is(200);
        assertThat(me.text("/tenant/id")).isEqualTo(made.text("/id"));
        assertThat(me.text("/roles/0")).isEqualTo("Admin");
        assertThat(first.get("/audit").is(200).texts("items", "action")).contains("tenant.create");
    }

    @Test
    void refuses_names_and_claims_that_are_taken() {
        var root = cloud.platformAdministrator();
        root.post("/tenants", tenant("taken", "taken-claim")).is(201);
        root.post("/tenants", tenant("taken", "free-claim")).isProblem(409, "name-taken");
        root.post("/tenants", tenant("free", "taken-claim")).isProblem(409, "conflict");
        assertThat(root.get("/tenants").texts("items", "name")).doesNotContain("free");
    }

    @Test
    void a_number_of_failures_of_its_own_can_be_taken_back() {
        cloud.platformAdministrator()
                .post("/tenants", tenant("careful", "careful-claim"))
                .is(201);
        var admin = cloud.bearer(
                cloud.tokens.issue(new Claims(TestCloud.ISSUER, "first", null, null, "careful-claim", List.of())));
        assertThat(admin.patch("/tenant", Map.of("quarantineAfter", 3)).is(200).text("/quarantineAfter"))
                .isEqualTo("3");
        assertThat(admin.patch("/tenant", Map.of("rawRetentionDays", 7)).is(200).text("/quarantineAfter"))
                .isEqualTo("3");
        assertThat(admin.patch("/tenant", Map.of("quarantineAfter", 0))
                        .is(200)
                        .body()
                        .has("quarantineAfter"))
                .isFalse();
        assertThat(admin.get("/tenant").is(200).body().has("quarantineAfter")).isFalse();
    }

    @Test
    void names_what_is_wrong_with_a_tenant() {
        assertThat(cloud.platformAdministrator()
                        .post(
                                "/tenants",
                                Map.of(
                                        "name", "Not A Label",
                                        "issuer", "https://unknown.test",
                                        "claimValue", "x",
                                        "admin", Map.of("subject", "")))
                        .isProblem(400, "validation-failed")
                        .texts("errors", "field"))
                .containsExactlyInAnyOrder("name", "issuer", "admin.subject");
        assertThat(cloud.platformAdministrator()
                        .post("/tenants", Map.of("admin", Map.of(), "extra", 1))
                        .isProblem(400, "validation-failed")
                        .texts("errors", "field"))
                .containsExactlyInAnyOrder("name", "issuer", "claimValue", "admin.subject", "extra");
    }

    @Test
    void does_a_repeated_creation_once() {
        var root = cloud.platformAdministrator()
                .with("Idempotency-Key", UuidV7.random().toString());
        var first = root.post("/tenants", tenant("once", "once-claim")).is(201);
        assertThat(root.post("/tenants", tenant("once", "once-claim")).is(201).body())
                .isEqualTo(first.body());
    }

    @Test
    void forgets_a_refused_request_so_that_its_key_can_be_used_again() {
        var root = cloud.platformAdministrator()
                .with("Idempotency-Key", UuidV7.random().toString());
        root.post("/tenants", tenant("Bad Name", "later-claim")).isProblem(400, "validation-failed");
        root.post("/tenants", tenant("later", "later-claim")).is(201);
    }

    @Test
    void tells_somebody_without_a_tenant_who_they_are() {
        var me = cloud.person("nowhere", "Admin").get("/me").is(200);
        assertThat(me.body().has("tenant")).isFalse();
        assertThat(me.body().path("roles")).isEmpty();
        assertThat(cloud.platformAdministrator().get("/me").text("/platformAdministrator"))
                .isEqualTo("true");
    }

    @Test
    void carries_the_traces_id_through() {
        var answer = cloud.platformAdministrator()
                .with("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .get("/enrollment-tokens")
                .isProblem(403, "tenant-required");
        assertThat(answer.text("/correlationId")).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    }
}
