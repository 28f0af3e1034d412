package io.signalbeam.functions.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.access.Claims;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestApi.Answer;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccessTokensIT {
    private TestCloud cloud;
    private TenantId tenant;

    @BeforeEach
    void open() {
        cloud = new TestCloud();
        tenant = cloud.tenant("acme");
        cloud.tenant("other");
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void lets_a_script_in_as_its_owner_and_shows_the_secret_once() {
        var made = create(cloud.person("acme", "Operator"), Map.of("role", "Operator"));
        assertThat(made.text("/token")).matches("sbp_[0-9a-f]{32}_[-_A-Za-z0-9]{43}");
        var script = script(made);
        script.post("/groups", Map.of("name", "g")).is(201);
        var me = script.get("/me").is(200);
        assertThat(me.text("/subject")).isEqualTo("ann");
        assertThat(me.text("/roles/0")).isEqualTo("Operator");
        assertThat(me.text("/credential/kind")).isEqualTo("AccessToken");
        assertThat(cloud.person("acme", "Admin").get("/access-tokens").body().toString())
                .doesNotContain("sbp_");
        var secret = made.text("/token").substring(made.text("/token").length() - 43);
        List<String> rows = cloud.database
                .owner()
                .withHandle(tx -> tx.createQuery("select a::text from access_tokens a")
                        .mapTo(String.class)
                        .list());
        assertThat(rows).hasSize(1).noneMatch(row -> row.contains(secret));
    }

    @Test
    void has_the_role_that_was_asked_for_and_no_higher_one() {
        var viewer = script(create(cloud.person("acme", "Admin"), Map.of()));
        viewer.get("/devices").is(200);
        viewer.post("/groups", Map.of("name", "g")).isProblem(403, "role-required");
        cloud.person("acme", "Operator")
                .post("/access-tokens", Map.of("name", "x", "role", "Admin", "expiresInDays", 1))
                .isProblem(403, "role-required");
    }

    @Test
    void loses_what_its_owner_loses_by_the_next_sign_in() {
        var script = script(create(cloud.person("acme", "Admin"), Map.of("role", "Admin")));
        script.get("/audit").is(200);
        cloud.person("acme", "Viewer").get("/me").is(200);
        script.get("/audit").isProblem(403, "role-required");
        script.get("/devices").is(200);
        cloud.person("acme").get("/me").is(200);
        script.get("/devices").isProblem(403, "role-required");
        cloud.person("acme", "Admin").get("/me").is(200);
        script.get("/audit").is(200);
    }

    @Test
    void loses_a_role_by_name_at_once() {
        named("Operator");
        var script = script(create(cloud.person("acme", "Viewer"), Map.of("role", "Operator")));
        script.post("/groups", Map.of("name", "g")).is(201);
        cloud.database.owner().useHandle(tx -> tx.execute("delete from tenant_people"));
        script.post("/groups", Map.of("name", "h")).isProblem(403, "role-required");
    }

    @Test
    void does_not_take_a_role_by_name_for_one_of_the_provider() {
        named("Operator");
        var script = script(create(cloud.person("acme"), Map.of("role", "Operator")));
        cloud.database.owner().useHandle(tx -> tx.execute("delete from tenant_people"));
        script.get("/devices").isProblem(403, "role-required");
    }

    @Test
    void allows_nothing_once_its_owner_has_not_signed_in_for_a_month() {
        var script = script(create(cloud.person("acme", "Admin"), Map.of("role", "Viewer", "expiresInDays", 365)));
        cloud.clock.advance(Duration.ofDays(29));
        script.get("/devices").is(200);
        cloud.clock.advance(Duration.ofDays(2));
        script.get("/devices").isProblem(403, "role-required");
        cloud.person("acme", "Viewer").get("/me").is(200);
        script.get("/devices").is(200);
    }

    @Test
    void ends_when_its_time_is_over() {
        var script = script(create(cloud.person("acme", "Admin"), Map.of("expiresInDays", 1)));
        cloud.clock.advance(Duration.ofDays(1));
        script.get("/devices").isProblem(401, "token-expired");
    }

    @Test
    void ends_at_once_when_it_is_revoked() {
        var admin = cloud.person("acme", "Admin");
        var made = create(admin, Map.of());
        var script = script(made);
        script.get("/devices").is(200);
        admin.delete("/access-tokens/" + made.text("/id")).is(204);
        script.get("/devices").isProblem(401, "token-invalid");
        admin.delete("/access-tokens/" + made.text("/id")).is(204);
        assertThat(admin.get("/access-tokens").text("/items/0/state")).isEqualTo("Revoked");
    }

    @Test
    void is_no_use_with_another_secret_or_an_unknown_id() {
        var token = create(cloud.person("acme", "Admin"), Map.of()).text("/token");
        var other = token.substring(0, 37) + "A".repeat(43);
        cloud.bearer(other).get("/devices").isProblem(401, "token-invalid");
        cloud.bearer("sbp_" + "0".repeat(32) + "_" + "A".repeat(43))
                .get("/devices")
                .isProblem(401, "token-invalid");
        cloud.bearer("sbp_nonsense").get("/devices").isProblem(401, "token-invalid");
    }

    @Test
    void belongs_to_one_tenant() {
        var script = script(create(cloud.person("acme", "Admin"), Map.of("role", "Admin")));
        assertThat(script.get("/me").text("/tenant/id")).isEqualTo(tenant.toString());
        script.with("x-tenant-id", TenantId.random().toString()).get("/devices").isProblem(403, "tenant-mismatch");
        script.get("/tenants").isProblem(403, "role-required");
    }

    @Test
    void cannot_make_another_token() {
        var script = script(create(cloud.person("acme", "Admin"), Map.of("role", "Admin")));
        script.post("/access-tokens", Map.of("name", "more", "expiresInDays", 1))
                .isProblem(403, "sign-in-required");
    }

    @Test
    void is_shown_to_its_owner_and_to_admins_only() {
        var made = create(cloud.person("acme", "Viewer"), Map.of());
        var bob = cloud.bearer(
                cloud.tokens.issue(new Claims(TestCloud.ISSUER, "bob", "Bob", null, "acme", List.of("Operator"))));
        assertThat(bob.get("/access-tokens").is(200).body().path("items")).isEmpty();
        bob.delete("/access-tokens/" + made.text("/id")).isProblem(404, "not-found");
        assertThat(cloud.person("other", "Admin").get("/access-tokens").body().path("items"))
                .isEmpty();
        var root = cloud.bearer(
                cloud.tokens.issue(new Claims(TestCloud.ISSUER, "cid", "Cid", null, "acme", List.of("Admin"))));
        assertThat(root.get("/access-tokens").texts("items", "name")).containsExactly("script");
        root.delete("/access-tokens/" + made.text("/id")).is(204);
        script(made).get("/devices").isProblem(401, "token-invalid");
    }

    @Test
    void remembers_when_it_was_used_last() {
        var admin = cloud.person("acme", "Admin");
        var script = script(create(admin, Map.of()));
        assertThat(admin.get("/access-tokens").body().at("/items/0").has("lastUsedAt"))
                .isFalse();
        script.get("/devices").is(200);
        cloud.clock.advance(Duration.ofMinutes(5));
        script.get("/devices").is(200);
        assertThat(admin.get("/access-tokens").text("/items/0/lastUsedAt"))
                .isEqualTo(cloud.clock.instant().toString());
    }

    @Test
    void names_each_field_that_cannot_be() {
        var admin = cloud.person("acme", "Admin");
        assertThat(admin.post("/access-tokens", Map.of("name", "", "bundles", List.of("Bad_Name"), "groups", List.of()))
                        .isProblem(400, "validation-failed")
                        .texts("errors", "field"))
                .containsExactly("expiresInDays");
        assertThat(admin.post(
                                "/access-tokens",
                                Map.of(
                                        "name",
                                        "",
                                        "bundles",
                                        List.of("Bad_Name"),
                                        "groups",
                                        List.of(),
                                        "expiresInDays",
                                        366))
                        .isProblem(400, "validation-failed")
                        .texts("errors", "field"))
                .containsExactlyInAnyOrder("name", "expiresInDays", "groups", "bundles[0]");
        admin.post("/access-tokens", Map.of("name", "x", "expiresInDays", 1, "groups", List.of(DeviceId.random())))
                .isProblem(400, "validation-failed");
    }

    @Test
    void is_named_by_the_audit_trail_with_what_it_did() {
        var admin = cloud.person("acme", "Admin");
        var made = create(admin, Map.of("role", "Operator"));
        // Newest first: what other tests have done at this very instant must not come before it.
        cloud.clock.advance(Duration.ofSeconds(1));
        script(made).post("/groups", Map.of("name", "g")).is(201);
        var rows = admin.get("/audit?action=group.create").body().path("items");
        assertThat(rows.get(0).path("credential").asText()).isEqualTo("access-token:" + made.text("/id"));
        assertThat(rows.get(0).path("actor").asText()).isEqualTo("ann@acme.test");
        assertThat(admin.get("/audit?action=access-token.create").texts("items", "objectId"))
                .containsExactly(made.text("/id"));
    }

    @Test
    void is_refused_everything_but_what_serves_limits_when_it_has_limits() {
        var token = create(cloud.person("acme", "Admin"), Map.of("role", "Admin", "bundles", List.of("app")));
        for (var operation : Operation.values()) {
            if (operation.needsTenant() && !operation.servesLimited()) {
                var path = operation
                        .path()
                        .replace("{bundleId}", "app")
                        .replace("{version}", "1.0.0")
                        .replaceAll("(?<=/bundles/)\\{id}", "app")
                        .replaceAll("\\{\\w+}", DeviceId.random().toString());
                var body =
                        operation.method().equals("GET") || operation.method().equals("DELETE") ? null : "{}";
                script(token).send(operation.method(), path, body).isProblem(403, "credential-limited");
            }
        }
    }

    private void named(String role) {
        cloud.database
                .owner()
                .useHandle(tx -> tx.execute(
                        "insert into tenant_people (tenant_id, issuer, subject, role) values (?, ?, 'ann', ?)",
                        tenant.value(),
                        TestCloud.ISSUER,
                        role));
    }

    private static Answer create(TestApi person, Map<String, Object> more) {
        var body = new HashMap<String, Object>(Map.of("name", "script", "expiresInDays", 30));
        body.putAll(more);
        return person.with("idempotency-key", UuidV7.random().toString())
                .post("/access-tokens", body)
                .is(201);
    }

    private TestApi script(Answer made) {
        return cloud.bearer(made.text("/token"));
    }
}
