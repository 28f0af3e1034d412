package io.signalbeam.local.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.signalbeam.local.http.HttpExchange.Request;
import io.signalbeam.local.http.HttpExchange.Response;
import io.signalbeam.local.http.HttpService;
import io.signalbeam.local.http.Query;
import io.signalbeam.local.secrets.OwnerOnly;
import io.signalbeam.shared.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;

/**
 * The identity endpoint of Azure's App Service (protocol {@code 2019-08-01}): {@code GET /msi/token} for whoever knows
 * the header's secret. The other stand-ins check its tokens with {@link #verify}.
 */
public final class ManagedIdentityStandIn implements TokenCheck, AutoCloseable {
    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final String ISSUER = "https://sts.localhost/signalbeam";
    private static final String CLIENT = "00000000-0000-4000-8000-0000000000f1";

    private final String header;
    private final byte[] key;
    private final Clock clock;
    private final HttpService http;

    private ManagedIdentityStandIn(String header, byte[] key, Clock clock, int port) {
        this.header = header;
        this.key = key;
        this.clock = clock;
        this.http = HttpService.start("identity", port, this::answer);
    }

    /**
     * Starts it.
     *
     * @param secrets where the header's secret and the signing key are kept, so that both survive a restart
     * @param port 0 takes a free one
     */
    public static ManagedIdentityStandIn start(Path secrets, int port) {
        return start(secrets, port, Clock.systemUTC());
    }

    static ManagedIdentityStandIn start(Path secrets, int port, Clock clock) {
        return new ManagedIdentityStandIn(
                OwnerOnly.secret(secrets.resolve("identity-header")),
                OwnerOnly.secret(secrets.resolve("identity-key")).getBytes(StandardCharsets.US_ASCII),
                clock,
                port);
    }

    /** The port it listens on. */
    public int port() {
        return http.port();
    }

    /** The value for {@code IDENTITY_ENDPOINT}. */
    public String endpoint() {
        return "http://127.0.0.1:" + port() + "/msi/token";
    }

    /** The value for {@code IDENTITY_HEADER}: a secret. */
    public String header() {
        return header;
    }

    /** A token for a resource, good for an hour, as the endpoint gives it. */
    public String token(String resource) {
        return sign(resource, clock.instant().plus(LIFETIME));
    }

    @Override
    public boolean verify(String token, String resource) {
        try {
            var jwt = SignedJWT.parse(token);
            var claims = jwt.getJWTClaimsSet();
            return JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm())
                    && jwt.verify(new MACVerifier(key))
                    && ISSUER.equals(claims.getIssuer())
                    && claims.getAudience().contains(plain(resource))
                    && claims.getExpirationTime() != null
                    && claims.getExpirationTime().toInstant().isAfter(clock.instant());
        } catch (ParseException | JOSEException e) {
            return false;
        }
    }

    @Override
    public void close() {
        http.close();
    }

    private Response answer(Request request) {
        if (!request.path().equals("/msi/token")) {
            return refuse(404, "There is only /msi/token");
        }
        if (!request.method().equals("GET")) {
            return refuse(405, "Only GET");
        }
        var sent = request.header("X-IDENTITY-HEADER");
        if (sent == null
                || !MessageDigest.isEqual(
                        sent.getBytes(StandardCharsets.UTF_8), header.getBytes(StandardCharsets.UTF_8))) {
            return refuse(401, "X-IDENTITY-HEADER is missing or wrong");
        }
        var query = Query.of(request).values();
        if (!"2019-08-01".equals(query.get("api-version"))) {
            return refuse(400, "api-version must be 2019-08-01");
        }
        var resource = query.get("resource");
        if (resource == null || resource.isBlank()) {
            return refuse(400, "resource is missing");
        }
        var expires = clock.instant().plus(LIFETIME);
        return Response.of(
                200,
                "application/json",
                Json.writeBytes(Map.of(
                        "access_token",
                        sign(resource, expires),
                        "expires_on",
                        Long.toString(expires.getEpochSecond()),
                        "resource",
                        resource,
                        "token_type",
                        "Bearer",
                        "client_id",
                        query.getOrDefault("client_id", CLIENT))));
    }

    private String sign(String resource, Instant expires) {
        try {
            var jwt = new SignedJWT(
                    new JWSHeader(JWSAlgorithm.HS256),
                    new JWTClaimsSet.Builder()
                            .issuer(ISSUER)
                            .subject(CLIENT)
                            .audience(plain(resource))
                            .issueTime(Date.from(clock.instant()))
                            .expirationTime(Date.from(expires))
                            .jwtID(UUID.randomUUID().toString())
                            .build());
            jwt.sign(new MACSigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String plain(String resource) {
        return resource.endsWith("/") ? resource.substring(0, resource.length() - 1) : resource;
    }

    private static Response refuse(int status, String message) {
        return Response.of(
                status, "application/json", Json.writeBytes(Map.of("statusCode", status, "message", message)));
    }
}
