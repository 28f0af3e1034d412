package io.signalbeam.functions.adapter.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.bundles.ManifestStore;
import io.signalbeam.functions.bundles.MemoryManifestStore;
import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestApi.Answer;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pipelines with tokens of a real issuer, from the exchange to the rollout. */
class PipelinesIT {
    private static TestIssuer issuer;

    private TestCloud cloud;
    private TenantId tenant;
    private TestApi admin;
    private FleetRows fleet;
    private GroupId group;
    private String trust;

    @BeforeAll
    static void start() throws Exception {
        issuer = new TestIssuer();
    }

    @AfterAll
    static void stop() {
        issuer.close();
    }

    @BeforeEach
    void open() {
        cloud = new TestCloud(
                Map.of("SIGNALBEAM_CI_ISSUERS", issuer.url(), "SIGNALBEAM_CI_AUDIENCE", Workflow.AUDIENCE));
        cloud.app.with(ManifestStore.class, new MemoryManifestStore());
        var name = "t" + UUID.randomUUID();
        tenant = cloud.tenant(name);
        admin = cloud.person(name, "Admin");
        fleet = new FleetRows(cloud.database, tenant);
        group = GroupId.parse(
                admin.post("/groups", Map.of("name", "shops")).is(201).text("/id"));
        var device = fleet.device("d1");
        admin.post("/groups/" + group + "/members", Map.of("deviceIds", List.of(device)))
                .is(200);
        trust = trust(Map.of()).text("/id");
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void publishes_and_rolls_out_what_it_is_trusted_with() throws Exception {
        var granted =
                Workflow.exchange(cloud.anyone(), trust, Workflow.token(issuer)).is(200);
        assertThat(granted.text("/access_token")).matches("sbc_[0-9a-f]{32}_[-_A-Za-z0-9]{43}");
        assertThat(granted.text("/token_type")).isEqualTo("Bearer");
        assertThat(granted.text("/expires_in")).isEqualTo("900");
        assertThat(granted.text("/scope")).isEqualTo("bundle:app group:" + group);
        var pipeline = cloud.bearer(granted.text("/access_token"));

        publish(pipeline, "app", "1.0.0").is(201);
        var rollout = pipeline.post("/rollouts", rollout("app", "1.0.0", Map.of("groupId", group)))
                .is(201);
        pipeline.get("/rollouts/" + rollout.text("/id")).is(200);
        pipeline.get("/rollouts/" + rollout.text("/id") + "/devices").is(200);
        pipeline.get("/bundles/app").is(200);
        pipeline.get("/bundles/app/versions/1.0.0").is(200);
        pipeline.get("/groups/" + group + "/bundles").is(200);
        var me = pipeline.get("/me").is(200);
        assertThat(me.text("/credential/kind")).isEqualTo("Pipeline");
        assertThat(me.text("/credential/bundles/0")).isEqualTo("app");

        var rows = admin.get("/audit").body().path("items");
        assertThat(rows).anySatisfy(row -> {
            assertThat(row.path("action").asText()).isEqualTo("bundle.publish");
            assertThat(row.path("actor").asText()).isEqualTo("pipeline deploy (octo/app)");
            assertThat(row.path("credential").asText()).startsWith("pipeline:");
        });
        assertThat(rows).anySatisfy(row -> {
            assertThat(row.path("action").asText()).isEqualTo("deploy-trust.exchange");
            assertThat(row.path("details").path("commit").asText()).isEqualTo("d6b0f0c");
            assertThat(row.path("credential").asText())
                    .isEqualTo("ci-token:" + issuer.url() + "#repo:octo/app:ref:refs/heads/main");
        });
    }

    @Test
    void assigns_to_its_groups() throws Exception {
        var pipeline = pipeline();
        publish(pipeline, "app", "1.0.0").is(201);
        pipeline.post("/groups/" + group + "/bundles", Map.of("bundleId", "app", "version", "1.0.0"))
                .is(200);
    }

    @Test
    void touches_no_other_bundle_or_group() throws Exception {
        publish(admin, "shop", "1.0.0").is(201);
        var other = GroupId.parse(
                admin.post("/groups", Map.of("name", "other")).is(201).text("/id"));
        var foreign = admin.post("/groups/" + group + "/bundles", Map.of("bundleId", "shop", "version", "1.0.0"));
        foreign.is(200);
        var device = fleet.device("d2");
        admin.post("/groups/" + other + "/members", Map.of("deviceIds", List.of(device)))
                .is(200);
        var rollout = admin.post("/rollouts", rollout("shop", "1.0.0", Map.of("groupId", other)))
                .is(201);

        var pipeline = pipeline();
        publish(pipeline, "app", "1.0.0").is(201);
        limited(publish(pipeline, "shop", "2.0.0"));
        // The path names a bundle in reach, the manifest another one.
        pipeline.post("/bundles/app/versions", manifest("shop", "2.0.0")).isProblem(400, "validation-failed");
        limited(pipeline.get("/bundles/shop"));
        limited(pipeline.get("/bundles/shop/versions/1.0.0"));
        limited(pipeline.post("/rollouts", rollout("shop", "1.0.0", Map.of("groupId", group))));
        limited(pipeline.post("/rollouts", rollout("app", "1.0.0", Map.of("groupId", other))));
        limited(pipeline.post("/rollouts", rollout("app", "1.0.0", Map.of("selector", "!x"))));
        limited(pipeline.post("/rollouts", rollout("app", "1.0.0", Map.of("deviceIds", List.of(device)))));
        limited(pipeline.get("/rollouts/" + rollout.text("/id")));
        limited(pipeline.get("/rollouts/" + rollout.text("/id") + "/devices"));
        limited(pipeline.get("/groups/" + other));
        limited(pipeline.get("/groups/" + other + "/bundles"));
        limited(pipeline.post("/groups/" + other + "/bundles", Map.of("bundleId", "app", "version", "1.0.0")));
        limited(pipeline.post("/groups/" + group + "/bundles", Map.of("bundleId", "shop", "version", "1.0.0")));
        assertThat(pipeline.get("/bundles").is(200).texts("items", "id")).containsExactly("app");
        assertThat(pipeline.get("/groups").is(200).texts("items", "name")).containsExactly("shops");
        assertThat(pipeline.get("/rollouts").is(200).body().path("items")).isEmpty();
        assertThat(pipeline.get("/groups/" + group + "/bundles").is(200).body().path("items"))
                .isEmpty();
    }

    @Test
    void is_refused_every_operation_that_does_not_serve_limits() throws Exception {
        var pipeline = pipeline();
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
                var answer = pipeline.send(operation.method(), path, body);
                assertThat(answer.status()).as(operation + " " + answer.body()).isEqualTo(403);
            }
        }
    }

    @Test
    void does_not_get_the_answer_that_an_admin_got_under_the_same_key() throws Exception {
        publish(admin, "app", "1.0.0").is(201);
        var key = UuidV7.random().toString();
        var wish = rollout("app", "1.0.0", Map.of("groupId", group));
        admin.with("idempotency-key", key).post("/rollouts", wish).is(201);
        pipeline().with("idempotency-key", key).post("/rollouts", wish).isProblem(409, "idempotency-key-reused");
    }

    @Test
    void refuses_runs_that_are_not_those_that_are_trusted() throws Exception {
        refusedTarget(claims -> claims.claim("repository", "evil/app").subject("repo:evil/app:ref:refs/heads/main"));
        refusedTarget(claims -> claims.claim("repository", "octo/app2").subject("repo:octo/app2:ref:refs/heads/main"));
        refusedTarget(claims -> claims.claim("ref", "refs/heads/dev").subject("repo:octo/app:ref:refs/heads/dev"));
        refusedTarget(claims -> claims.claim("ref", "refs/tags/main").subject("repo:octo/app:ref:refs/tags/main"));
        refusedTarget(claims -> claims.claim("event_name", "pull_request_target"));
        refusedTarget(claims -> claims.claim("event_name", "pull_request").subject("repo:octo/app:pull_request"));
        refusedTarget(claims -> claims.subject("repo:other/app:ref:refs/heads/main"));
        refusedTarget(claims -> claims.claim("ref", null));
    }

    @Test
    void what_is_refused_goes_into_the_trail_of_the_trusts_tenant_as_far_as_that_is_any_use() throws Exception {
        refusedTarget(claims -> claims.claim("repository", "evil/app").subject("repo:evil/app:ref:refs/heads/main"));
        refusedRequest(claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(120))));
        var trail = admin.get("/audit?action=deploy-trust.refuse").is(200);
        assertThat(trail.texts("items", "objectId")).containsExactly(trust, trust);
        assertThat(trail.texts("items", "actor")).containsExactly("nobody", "pipeline of evil/app");
        assertThat(trail.text("/items/1/details/repository")).isEqualTo("evil/app");
        assertThat(trail.text("/items/1/details/reason")).isNotEmpty();
        assertThat(trail.text("/items/1/credential")).startsWith("ci-token:");
        for (int i = 0; i < 20; i++) {
            refusedTarget(claims -> claims.claim("ref", null));
        }
        assertThat(admin.get("/audit?action=deploy-trust.refuse").texts("items", "objectId"))
                .as("somebody who tries without end")
                .hasSize(10);
    }

    @Test
    void refuses_another_environment_and_a_repository_that_took_the_name() throws Exception {
        var strict = trust(Map.of("name", "strict", "ref", "", "environment", "prod", "repositoryId", "74"))
                .text("/id");
        UnaryOperator<JWTClaimsSet.Builder> prod =
                claims -> claims.claim("environment", "prod").subject("repo:octo/app:environment:prod");
        exchange(strict, prod).is(200);
        denied(exchange(strict, claims -> claims), "invalid_target");
        denied(
                exchange(strict, claims -> claims.claim("environment", "dev").subject("repo:octo/app:environment:dev")),
                "invalid_target");
        denied(exchange(strict, claims -> prod.apply(claims).claim("repository_id", "75")), "invalid_target");
    }

    @Test
    void refuses_tokens_that_are_not_good() throws Exception {
        var past = Date.from(Instant.now().minusSeconds(120));
        refusedRequest(claims -> claims.audience("https://github.com/octo"));
        refusedRequest(claims -> claims.audience((String) null));
        refusedRequest(claims -> claims.expirationTime(past));
        refusedRequest(claims -> claims.expirationTime(null));
        refusedRequest(claims -> claims.notBeforeTime(Date.from(Instant.now().plusSeconds(600))));
        refusedRequest(claims -> claims.issuer("https://token.actions.githubusercontent.com"));
        refusedRequest(claims -> claims.issuer(TestCloud.ISSUER));
        refusedRequest(claims -> claims.jwtID(null));
        refusedRequest(claims -> claims.claim("repository", null));
        refusedRequest(claims -> claims.expirationTime(Date.from(Instant.now().plusSeconds(86_400))));
    }

    @Test
    void refuses_forged_tokens() throws Exception {
        var claims = Workflow.claims(issuer).build();
        var stranger = TestIssuer.newKey("first");
        denied(
                Workflow.exchange(
                        cloud.anyone(),
                        trust,
                        TestIssuer.sign(claims, JWSAlgorithm.RS256, "first", new RSASSASigner(stranger))),
                "invalid_request");
        // The public key as the secret of a symmetric signature.
        denied(
                Workflow.exchange(
                        cloud.anyone(),
                        trust,
                        TestIssuer.sign(
                                claims,
                                JWSAlgorithm.HS256,
                                "first",
                                new MACSigner(issuer.key.toRSAPublicKey().getEncoded()))),
                "invalid_request");
        denied(Workflow.exchange(cloud.anyone(), trust, new PlainJWT(claims).serialize()), "invalid_request");
        var good = issuer.sign(claims);
        denied(
                Workflow.exchange(cloud.anyone(), trust, good.substring(0, good.length() - 8) + "AAAAAAAA"),
                "invalid_request");
        denied(Workflow.exchange(cloud.anyone(), trust, "nonsense"), "invalid_request");
    }

    @Test
    void takes_each_token_once_in_all_tenants_together() throws Exception {
        var token = Workflow.token(issuer);
        Workflow.exchange(cloud.anyone(), trust, token).is(200);
        denied(Workflow.exchange(cloud.anyone(), trust, token), "invalid_request");
        var elsewhere = "t" + UUID.randomUUID();
        cloud.tenant(elsewhere);
        var other = cloud.person(elsewhere, "Admin")
                .post("/deploy-trusts", wish(Map.of("groups", List.of())))
                .is(201);
        denied(Workflow.exchange(cloud.anyone(), other.text("/id"), token), "invalid_request");
        Workflow.exchange(cloud.anyone(), other.text("/id"), Workflow.token(issuer))
                .is(200);
    }

    @Test
    void asks_for_what_the_standard_says() throws Exception {
        var token = Workflow.token(issuer);
        denied(Workflow.send(cloud.anyone(), Map.of("grant_type", "client_credentials")), "unsupported_grant_type");
        denied(Workflow.exchange(cloud.anyone(), "no-id", token), "invalid_request");
        denied(Workflow.exchange(cloud.anyone(), UUID.randomUUID().toString(), token), "invalid_target");
        cloud.anyone().post("/token", Map.of()).isProblem(415, "unsupported-media-type");
        cloud.anyone()
                .with("content-type", "application/x-www-form-urlencoded")
                .post("/token", "audience=a&audience=b")
                .isProblem(400, "validation-failed");
    }

    @Test
    void ends_after_a_quarter_of_an_hour() throws Exception {
        var pipeline = pipeline();
        cloud.clock.advance(Duration.ofMinutes(14));
        pipeline.get("/bundles").is(200);
        cloud.clock.advance(Duration.ofMinutes(1));
        pipeline.get("/bundles").isProblem(401, "token-expired");
    }

    @Test
    void takes_no_used_token_again_when_the_clocks_differ() throws Exception {
        var token = Workflow.token(issuer);
        Workflow.exchange(cloud.anyone(), trust, token).is(200);
        for (int i = 0; i < 4; i++) {
            cloud.clock.advance(Duration.ofMinutes(4));
            denied(Workflow.exchange(cloud.anyone(), trust, token), "invalid_request");
        }
    }

    @Test
    void ends_with_its_trust_and_narrows_with_it() throws Exception {
        var pipeline = pipeline();
        publish(pipeline, "app", "1.0.0").is(201);
        admin.patch("/deploy-trusts/" + trust, Map.of("bundles", List.of("shop")))
                .is(200);
        limited(publish(pipeline, "app", "1.0.1"));
        admin.patch("/deploy-trusts/" + trust, Map.of("role", "Viewer")).is(200);
        publish(pipeline, "shop", "1.0.0").isProblem(403, "role-required");
        admin.patch("/deploy-trusts/" + trust, Map.of("ref", "refs/heads/next")).is(200);
        pipeline.get("/bundles").isProblem(401, "token-invalid");

        admin.patch("/deploy-trusts/" + trust, Map.of("ref", "refs/heads/main")).is(200);
        var again = pipeline();
        admin.delete("/deploy-trusts/" + trust).is(204);
        again.get("/bundles").isProblem(401, "token-invalid");
        denied(Workflow.exchange(cloud.anyone(), trust, Workflow.token(issuer)), "invalid_target");
    }

    @Test
    void keeps_trusts_by_name_and_tells_what_is_wrong_with_one() {
        assertThat(admin.get("/deploy-trusts").is(200).texts("items", "name")).containsExactly("deploy");
        var read = admin.get("/deploy-trusts/" + trust).is(200);
        assertThat(read.text("/issuer")).isEqualTo(issuer.url());
        admin.post("/deploy-trusts", wish(Map.of())).isProblem(409, "name-taken");
        assertThat(admin.post(
                                "/deploy-trusts",
                                wish(Map.of(
                                        "name", "x",
                                        "issuer", "https://evil.test",
                                        "repository", "octo",
                                        "repositoryId", "x",
                                        "ref", "main",
                                        "role", "Admin",
                                        "bundles", List.of("Not A Label"))))
                        .isProblem(400, "validation-failed")
                        .texts("errors", "field"))
                .containsExactlyInAnyOrder("issuer", "repository", "repositoryId", "ref", "role", "bundles[0]");
        assertThat(admin.post("/deploy-trusts", wish(Map.of("name", "x", "groups", List.of(GroupId.random()))))
                        .isProblem(400, "validation-failed")
                        .texts("errors", "field"))
                .containsExactly("groups[0]");
        admin.patch("/deploy-trusts/" + trust, Map.of("ref", "")).isProblem(400, "validation-failed");
        admin.with("if-match", "\"r9\"")
                .patch("/deploy-trusts/" + trust, Map.of("name", "y"))
                .isProblem(412, "stale");
        var elsewhere = "t" + UUID.randomUUID();
        cloud.tenant(elsewhere);
        cloud.person(elsewhere, "Admin").get("/deploy-trusts/" + trust).isProblem(404, "not-found");
    }

    private TestApi pipeline() throws Exception {
        return cloud.bearer(Workflow.exchange(cloud.anyone(), trust, Workflow.token(issuer))
                .is(200)
                .text("/access_token"));
    }

    private Answer trust(Map<String, Object> more) {
        return admin.post("/deploy-trusts", wish(more)).is(201);
    }

    private Map<String, Object> wish(Map<String, Object> more) {
        var wish = new HashMap<String, Object>(Map.of(
                "name", "deploy",
                "repository", "octo/app",
                "ref", "refs/heads/main",
                "bundles", List.of("app"),
                "groups", List.of(group)));
        wish.putAll(more);
        wish.values().removeIf(""::equals);
        return wish;
    }

    private Answer exchange(String id, UnaryOperator<JWTClaimsSet.Builder> change) throws Exception {
        return Workflow.exchange(
                cloud.anyone(),
                id,
                issuer.sign(change.apply(Workflow.claims(issuer)).build()));
    }

    private void refusedTarget(UnaryOperator<JWTClaimsSet.Builder> change) throws Exception {
        denied(exchange(trust, change), "invalid_target");
    }

    private void refusedRequest(UnaryOperator<JWTClaimsSet.Builder> change) throws Exception {
        denied(exchange(trust, change), "invalid_request");
    }

    private static void denied(Answer answer, String error) {
        assertThat(answer.is(400).text("/error")).as(answer.body().toString()).isEqualTo(error);
    }

    private static void limited(Answer answer) {
        answer.isProblem(403, "credential-limited");
    }

    private static Answer publish(TestApi who, String bundle, String version) {
        return who.post("/bundles/" + bundle + "/versions", manifest(bundle, version));
    }

    private static Map<String, Object> manifest(String bundle, String version) {
        return Map.of(
                "bundleId", bundle, "version", version, "containers", List.of(Map.of("name", "c", "image", "c:1")));
    }

    private static Map<String, Object> rollout(String bundle, String version, Map<String, Object> target) {
        return Map.of("bundleId", bundle, "version", version, "target", target);
    }
}
