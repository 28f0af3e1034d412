package io.signalbeam.functions.adapter.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.JWTProcessor;
import io.signalbeam.functions.settings.Settings.Issuer;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The signing keys of one issuer, found by its OpenID configuration at the first use and kept for five minutes; an
 * unknown key id reads them anew, at most twice in 30 s, and an issuer that is away is bridged for an hour. One that was
 * never there is asked every ten seconds at the most, however many tokens name it.
 */
final class IssuerKeys {
    /** Public-key signatures only: with a symmetric one, anybody who can check a token could make one. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    /** RFC 9068 §2.1, in both spellings. Providers that are older than it say JWT, or nothing. */
    private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");

    private static final JOSEObjectType LONG_ACCESS_TOKEN = new JOSEObjectType("application/at+jwt");

    private static final int CONNECT_MILLIS = 3_000;
    private static final int READ_MILLIS = 3_000;
    private static final int MAX_BYTES = 256 * 1024;
    private static final int SKEW_SECONDS = 60;
    private static final long OUTAGE_MILLIS = 3_600_000;
    private static final Duration BETWEEN_DISCOVERIES = Duration.ofSeconds(10);

    private final Issuer issuer;
    private final DefaultResourceRetriever retriever =
            new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MAX_BYTES);
    private final InstantSource clock;
    private @Nullable JWTProcessor<SecurityContext> processor;
    private Instant nextDiscovery = Instant.MIN;

    IssuerKeys(Issuer issuer, InstantSource clock) {
        this.issuer = issuer;
        this.clock = clock;
    }

    Issuer issuer() {
        return issuer;
    }

    synchronized JWTProcessor<SecurityContext> processor() throws KeySourceException {
        if (processor == null) {
            if (clock.instant().isBefore(nextDiscovery)) {
                throw new KeySourceException(issuer.issuer() + " did not answer a moment ago");
            }
            // Counted from the end of the attempt, which may have waited for its time-outs.
            try {
                processor = make(discover());
            } finally {
                nextDiscovery = clock.instant().plus(BETWEEN_DISCOVERIES);
            }
        }
        return processor;
    }

    private JWTProcessor<SecurityContext> make(URI keys) throws KeySourceException {
        try {
            JWKSource<SecurityContext> source = JWKSourceBuilder.create(keys.toURL(), retriever)
                    .retrying(true)
                    .outageTolerant(OUTAGE_MILLIS)
                    .build();
            var made = new DefaultJWTProcessor<SecurityContext>();
            made.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, source));
            made.setJWSTypeVerifier(
                    new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, ACCESS_TOKEN, LONG_ACCESS_TOKEN, null));
            var claims = new DefaultJWTClaimsVerifier<SecurityContext>(
                    issuer.audience(),
                    new JWTClaimsSet.Builder().issuer(issuer.issuer()).build(),
                    Set.of("sub", "exp"));
            claims.setMaxClockSkew(SKEW_SECONDS);
            made.setJWTClaimsSetVerifier(claims);
            return made;
        } catch (IOException e) {
            throw new KeySourceException("jwks_uri of " + issuer.issuer() + " is not an address", e);
        }
    }

    private URI discover() throws KeySourceException {
        var base = issuer.issuer().replaceAll("/$", "");
        try {
            var document = retriever
                    .retrieveResource(URI.create(base + "/.well-known/openid-configuration")
                            .toURL())
                    .getContent();
            JsonNode configuration = Json.lenient().readTree(document);
            if (!issuer.issuer().equals(configuration.path("issuer").asText())) {
                throw new KeySourceException("the OpenID configuration at " + base + " is another issuer's");
            }
            var keys = URI.create(configuration.path("jwks_uri").asText());
            if (!"https".equals(keys.getScheme()) && base.startsWith("https:")) {
                throw new KeySourceException("the keys of " + base + " are not published over TLS");
            }
            return keys;
        } catch (IOException | IllegalArgumentException e) {
            throw new KeySourceException("no OpenID configuration at " + base, e);
        }
    }
}
