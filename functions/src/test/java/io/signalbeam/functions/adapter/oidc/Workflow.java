package io.signalbeam.functions.adapter.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestApi.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** A run of a workflow as GitHub's tokens describe it, and how it comes to a token of ours. */
final class Workflow {
    static final String AUDIENCE = "signalbeam-test";
    private static final String TYPE = "urn:ietf:params:oauth:token-type:jwt";
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";

    private Workflow() {}

    /** Of a push to the main branch of {@code octo/app}. */
    static JWTClaimsSet.Builder claims(TestIssuer issuer) {
        var now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(issuer.url())
                .audience(AUDIENCE)
                .subject("repo:octo/app:ref:refs/heads/main")
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now.minusSeconds(5)))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("repository", "octo/app")
                .claim("repository_id", "74")
                .claim("ref", "refs/heads/main")
                .claim("event_name", "push")
                .claim("sha", "d6b0f0c")
                .claim("actor", "octocat")
                .claim("run_id", "1658821493")
                .claim("workflow_ref", "octo/app/.github/workflows/deploy.yml@refs/heads/main");
    }

    static String token(TestIssuer issuer) throws JOSEException {
        return issuer.sign(claims(issuer).build());
    }

    static Answer exchange(TestApi anyone, String trust, String token) {
        return send(
                anyone,
                Map.of(
                        "grant_type", GRANT,
                        "subject_token_type", TYPE,
                        "audience", trust,
                        "subject_token", token));
    }

    static Answer send(TestApi anyone, Map<String, String> form) {
        return anyone.with("content-type", "application/x-www-form-urlencoded")
                .post(
                        "/token",
                        form.entrySet().stream()
                                .map(field -> field.getKey() + "="
                                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                                .collect(Collectors.joining("&")));
    }
}
