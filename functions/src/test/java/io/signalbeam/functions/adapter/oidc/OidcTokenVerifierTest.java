package io.signalbeam.functions.adapter.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.signalbeam.functions.access.Claims;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.settings.Settings.Issuer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OidcTokenVerifierTest {
    private TestIssuer issuer;
    private OidcTokenVerifier verifier;

    @BeforeEach
    void open() throws Exception {
        issuer = new TestIssuer();
        verifier = new OidcTokenVerifier(List.of(issuer.settings()));
    }

    @AfterEach
    void close() {
        issuer.close();
    }

    @Test
    void reads_a_good_token() throws Exception {
        assertThat(verifier.verify(issuer.sign(issuer.claims().build())))
                .isEqualTo(Outcome.done(
                        new Claims(issuer.url(), "ann", "Ann", "ann@acme.test", "acme", List.of("Admin"))));
    }

    @Test
    void reads_the_keys_once_for_many_tokens() throws Exception {
        for (int i = 0; i < 5; i++) {
            verifier.verify(issuer.sign(issuer.claims().build()));
        }
        assertThat(issuer.keyReads).hasValue(1);
    }

    @Test
    void reads_roles_however_a_provider_writes_them() throws Exception {
        assertThat(roles("Viewer Operator")).containsExactly("Viewer", "Operator");
        assertThat(roles(Map.of("Admin", Map.of("org", "acme")))).containsExactly("Admin");
        assertThat(roles(List.of("Viewer", 7))).containsExactly("Viewer");
        assertThat(roles(7)).isEmpty();
        assertThat(roles(null)).isEmpty();
    }

    @Test
    void takes_elliptic_curves_too() throws Exception {
        var key = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        issuer.publish(key);
        assertDone(TestIssuer.sign(issuer.claims().build(), JWSAlgorithm.ES256, "ec", new ECDSASigner(key)));
    }

    @Test
    void refuses_a_token_that_somebody_else_signed() throws Exception {
        var other = TestIssuer.newKey("first");
        assertRefused(TestIssuer.sign(issuer.claims().build(), JWSAlgorithm.RS256, "first", new RSASSASigner(other)));
    }

    @Test
    void refuses_a_token_that_was_changed() throws Exception {
        var parts = issuer.sign(issuer.claims().build()).split("\\.", -1);
        var body = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8).replace("ann", "bob");
        parts[1] = Base64.getUrlEncoder().withoutPadding().encodeToString(body.getBytes(StandardCharsets.UTF_8));
        assertRefused(String.join(".", parts));
    }

    @Test
    void refuses_a_token_without_a_signature() {
        assertRefused(new PlainJWT(issuer.claims().build()).serialize());
    }

    @Test
    void refuses_the_public_key_used_as_a_shared_secret() throws Exception {
        var secret = issuer.key.toPublicJWK().toRSAPublicKey().getEncoded();
        assertRefused(TestIssuer.sign(issuer.claims().build(), JWSAlgorithm.HS256, "first", new MACSigner(secret)));
    }

    @Test
    void calls_an_expired_token_expired() throws Exception {
        var past = Date.from(Instant.now().minusSeconds(120));
        assertRefused(issuer.sign(issuer.claims().expirationTime(past).build()), ErrorCode.TOKEN_EXPIRED);
    }

    @Test
    void forgives_a_minute_of_skew() throws Exception {
        assertDone(issuer.sign(issuer.claims()
                .expirationTime(Date.from(Instant.now().minusSeconds(20)))
                .notBeforeTime(Date.from(Instant.now().plusSeconds(20)))
                .build()));
    }

    @Test
    void refuses_tokens_for_others_or_for_later_or_without_an_end() throws Exception {
        assertRefused(issuer.sign(issuer.claims().audience("another-api").build()));
        assertRefused(issuer.sign(issuer.claims()
                .notBeforeTime(Date.from(Instant.now().plusSeconds(300)))
                .build()));
        assertRefused(issuer.sign(issuer.claims().expirationTime(null).build()));
        assertRefused(issuer.sign(issuer.claims().subject(null).build()));
    }

    @Test
    void refuses_issuers_that_are_not_configured() throws Exception {
        assertRefused(issuer.sign(issuer.claims().issuer("https://evil.test").build()));
        assertRefused(issuer.sign(issuer.claims().issuer(null).build()));
    }

    @Test
    void refuses_what_is_no_token_at_all() {
        assertRefused("");
        assertRefused("a.b.c");
        assertRefused("x".repeat(20_000));
    }

    @Test
    void takes_a_key_that_the_issuer_has_added() throws Exception {
        assertDone(issuer.sign(issuer.claims().build()));
        var second = TestIssuer.newKey("second");
        issuer.publish(issuer.key, second);
        assertDone(TestIssuer.sign(issuer.claims().build(), JWSAlgorithm.RS256, "second", new RSASSASigner(second)));
    }

    @Test
    void refuses_a_key_that_the_issuer_has_withdrawn() throws Exception {
        assertDone(issuer.sign(issuer.claims().build()));
        var second = TestIssuer.newKey("second");
        issuer.publish(second);
        assertDone(TestIssuer.sign(issuer.claims().build(), JWSAlgorithm.RS256, "second", new RSASSASigner(second)));
        assertRefused(issuer.sign(issuer.claims().build()));
    }

    @Test
    void made_up_key_ids_are_refused_and_do_not_make_it_ask_the_issuer_each_time() throws Exception {
        var other = TestIssuer.newKey("other");
        for (int i = 0; i < 30; i++) {
            assertRefused(TestIssuer.sign(
                    issuer.claims().build(), JWSAlgorithm.RS256, "made-up-" + i, new RSASSASigner(other)));
        }
        assertThat(issuer.keyReads.get()).isBetween(1, 3);
        assertDone(issuer.sign(issuer.claims().build()));
    }

    @Test
    void an_issuer_that_cannot_be_believed_is_asked_every_ten_seconds_at_the_most() throws Exception {
        var clock = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        var patient = new OidcTokenVerifier(List.of(issuer.settings()), clock::get);
        issuer.confused = true;
        var token = issuer.sign(issuer.claims().build());
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> patient.verify(token)).isInstanceOf(TransientFailure.class);
        }
        assertThat(issuer.discoveries).hasValue(1);
        issuer.confused = false;
        clock.updateAndGet(now -> now.plusSeconds(10));
        assertThat(patient.verify(token)).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void a_key_of_one_issuer_is_none_of_another() throws Exception {
        try (var other = new TestIssuer()) {
            var both = new OidcTokenVerifier(List.of(issuer.settings(), other.settings()));
            assertThat(both.verify(other.sign(other.claims().build()))).isInstanceOf(Outcome.Done.class);
            assertThat(both.verify(other.sign(issuer.claims().build()))).isInstanceOf(Outcome.Refused.class);
        }
    }

    @Test
    void takes_no_key_that_the_token_brings_along_or_points_to() throws Exception {
        try (var evil = new TestIssuer()) {
            for (var header : List.of(
                    new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(evil.key.toPublicJWK()),
                    new JWSHeader.Builder(JWSAlgorithm.RS256).jwkURL(URI.create(evil.url() + "/keys")),
                    new JWSHeader.Builder(JWSAlgorithm.RS256).x509CertURL(URI.create(evil.url() + "/keys")))) {
                var token = new SignedJWT(
                        header.keyID("first").build(), issuer.claims().build());
                token.sign(new RSASSASigner(evil.key));
                assertRefused(token.serialize());
            }
            assertThat(evil.keyReads).hasValue(0);
        }
    }

    @Test
    void a_key_for_encryption_signs_nothing() throws Exception {
        var key =
                new RSAKeyGenerator(2048).keyID("enc").keyUse(KeyUse.ENCRYPTION).generate();
        issuer.publish(issuer.key, key);
        assertRefused(TestIssuer.sign(issuer.claims().build(), JWSAlgorithm.RS256, "enc", new RSASSASigner(key)));
    }

    @Test
    void refuses_id_tokens_and_other_types() throws Exception {
        for (var claim : List.of("nonce", "at_hash", "c_hash", "s_hash")) {
            assertRefused(issuer.sign(issuer.claims().claim(claim, "x").build()));
        }
        assertRefused(issuer.sign(issuer.claims().claim("typ", "ID").build()));
        for (var type : List.of("logout+jwt", "dpop+jwt", "secevent+jwt")) {
            var token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID("first")
                            .type(new JOSEObjectType(type))
                            .build(),
                    issuer.claims().build());
            token.sign(new RSASSASigner(issuer.key));
            assertRefused(token.serialize());
        }
    }

    @Test
    void takes_access_tokens_that_say_so() throws Exception {
        for (var type : List.of("JWT", "at+jwt", "application/at+jwt")) {
            var token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID("first")
                            .type(new JOSEObjectType(type))
                            .build(),
                    issuer.claims().build());
            token.sign(new RSASSASigner(issuer.key));
            assertDone(token.serialize());
        }
    }

    @Test
    void a_refusal_does_not_tell_what_would_have_been_accepted() throws Exception {
        var outcome = verifier.verify(
                issuer.sign(issuer.claims().audience("another-api").build()));
        assertThat(outcome.toString()).doesNotContain("signalbeam", issuer.url(), "another-api");
    }

    @Test
    void reads_an_access_token_of_entra() throws Exception {
        assertThat(read(
                        "tid",
                        "roles",
                        issuer.claims()
                                .claim("tid", "11111111-2222-3333-4444-555555555555")
                                .claim("roles", List.of("Operator", "Something.Else"))
                                .claim("name", null)
                                .claim("preferred_username", "ann@acme.example")
                                .claim("ver", "2.0")))
                .isEqualTo(new Claims(
                        issuer.url(),
                        "ann",
                        "ann@acme.example",
                        "ann@acme.test",
                        "11111111-2222-3333-4444-555555555555",
                        List.of("Operator", "Something.Else")));
    }

    @Test
    void reads_an_access_token_of_zitadel_and_no_role_that_another_organisation_gave() throws Exception {
        var roles = Map.of(
                "Viewer", Map.of("1001", "acme.zitadel.cloud"),
                "Admin", Map.of("2002", "other.zitadel.cloud"));
        var claims = read(
                "urn:zitadel:iam:user:resourceowner:id",
                "urn:zitadel:iam:org:project:roles",
                issuer.claims()
                        .claim("urn:zitadel:iam:user:resourceowner:id", "1001")
                        .claim("urn:zitadel:iam:org:project:roles", roles)
                        .claim("email_verified", true));
        assertThat(claims.tenant()).isEqualTo("1001");
        assertThat(claims.roles()).containsExactly("Viewer");
        assertThat(claims.verifiedEmail()).isEqualTo("ann@acme.test");
    }

    @Test
    void reads_claims_that_lie_deeper() throws Exception {
        var claims = read(
                "/org/a~1b",
                "/realm_access/roles",
                issuer.claims()
                        .claim("org", Map.of("a/b", "acme"))
                        .claim("realm_access", Map.of("roles", List.of("Admin"))));
        assertThat(claims.tenant()).isEqualTo("acme");
        assertThat(claims.roles()).containsExactly("Admin");
        assertThat(read("/org/none/deeper", "/tid/roles", issuer.claims()).tenant())
                .isNull();
    }

    private Claims read(String tenantClaim, String rolesClaim, JWTClaimsSet.Builder claims) throws Exception {
        var settings = new Issuer(issuer.url(), "signalbeam", tenantClaim, rolesClaim);
        var outcome = new OidcTokenVerifier(List.of(settings)).verify(issuer.sign(claims.build()));
        return ((Outcome.Done<Claims>) outcome).value();
    }

    @Test
    void calls_an_issuer_that_is_away_a_transient_failure() throws Exception {
        var token = issuer.sign(issuer.claims().build());
        issuer.close();
        assertThatThrownBy(() -> verifier.verify(token)).isInstanceOf(TransientFailure.class);
    }

    private List<String> roles(Object claim) throws Exception {
        var outcome = verifier.verify(
                issuer.sign(issuer.claims().claim("roles", claim).build()));
        return ((Outcome.Done<Claims>) outcome).value().roles();
    }

    private void assertDone(String token) {
        assertThat(verifier.verify(token)).isInstanceOf(Outcome.Done.class);
    }

    private void assertRefused(String token) {
        assertRefused(token, ErrorCode.TOKEN_INVALID);
    }

    private void assertRefused(String token, ErrorCode code) {
        var outcome = verifier.verify(token);
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        assertThat(((Outcome.Refused<Claims>) outcome).refusal())
                .isInstanceOfSatisfying(
                        Refusal.Unauthenticated.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
