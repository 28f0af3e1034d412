package io.signalbeam.functions.adapter.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.PlainJWT;
import io.signalbeam.functions.access.TokenVerifier;
import io.signalbeam.functions.testing.Enrolled;
import io.signalbeam.functions.testing.TestCloud;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The whole way in, with real tokens: what is no good is answered 401, and the answer helps nobody to do better. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedTokensIT {
    private TestIssuer issuer;
    private TestIssuer stranger;
    /** Where a device has its key from; people sign in there without real tokens. */
    private TestCloud elsewhere;

    @BeforeAll
    void open() throws Exception {
        issuer = new TestIssuer();
        stranger = new TestIssuer();
        elsewhere = new TestCloud();
        elsewhere.tenant("acme");
    }

    @AfterAll
    void close() {
        elsewhere.close();
        stranger.close();
        issuer.close();
    }

    @Test
    void lets_in_with_a_good_token_only() throws Exception {
        var key = Enrolled.in(elsewhere, "acme", "door", Map.of()).key();
        try (var real = new TestCloud()) {
            real.app.with(TokenVerifier.class, new OidcTokenVerifier(List.of(issuer.settings())));
            var tenant = real.tenant("acme");
            real.database
                    .owner()
                    .useHandle(tx -> tx.execute(
                            "insert into tenant_issuers (tenant_id, issuer, claim_value) values (?, ?, 'acme')",
                            tenant.value(),
                            issuer.url()));
            assertThat(real.bearer(issuer.sign(issuer.claims().build()))
                            .get("/me")
                            .is(200)
                            .text("/tenant/id"))
                    .isEqualTo(tenant.toString());
            bad(key).forEach((what, token) -> {
                var answer = real.bearer(token).get("/devices");
                assertThat(answer.status()).as(what).isEqualTo(401);
                assertThat(answer.headers()).as(what).containsEntry("www-authenticate", "Bearer");
                assertThat(answer.text("/code")).as(what).isIn("token-invalid", "token-expired");
                assertThat(answer.body().toString())
                        .as(what)
                        .doesNotContain(
                                "signalbeam-api", issuer.url(), stranger.url(), "acme", "first", "RS256", "Exception");
            });
        }
    }

    private Map<String, String> bad(String deviceKey) throws Exception {
        var past = Date.from(Instant.now().minusSeconds(3600));
        var later = Date.from(Instant.now().plusSeconds(3600));
        var secret = issuer.key.toPublicJWK().toRSAPublicKey().getEncoded();
        var good = issuer.sign(issuer.claims().build());
        var bad = new LinkedHashMap<String, String>();
        bad.put(
                "forged",
                TestIssuer.sign(issuer.claims().build(), JWSAlgorithm.RS256, "first", new RSASSASigner(stranger.key)));
        bad.put("cut", good.substring(0, good.length() - 4));
        bad.put("expired", issuer.sign(issuer.claims().expirationTime(past).build()));
        bad.put(
                "not yet valid",
                issuer.sign(issuer.claims().notBeforeTime(later).build()));
        bad.put("for another API", issuer.sign(issuer.claims().audience("other").build()));
        bad.put("of a stranger", stranger.sign(stranger.claims().build()));
        bad.put(
                "of a stranger who says to be the issuer",
                stranger.sign(issuer.claims().build()));
        bad.put("unsigned", new PlainJWT(issuer.claims().build()).serialize());
        bad.put(
                "public key as shared secret",
                TestIssuer.sign(issuer.claims().build(), JWSAlgorithm.HS256, "first", new MACSigner(secret)));
        bad.put("ID token", issuer.sign(issuer.claims().claim("nonce", "n").build()));
        bad.put("device key", deviceKey);
        bad.put("nothing", "");
        bad.put("no token", "' or 1=1 --");
        return bad;
    }
}
