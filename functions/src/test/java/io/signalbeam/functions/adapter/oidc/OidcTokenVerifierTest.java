package io.signalbeam.functions.adapter.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.PlainJWT;
import io.signalbeam.functions.access.Claims;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.outcome.TransientFailure;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
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
