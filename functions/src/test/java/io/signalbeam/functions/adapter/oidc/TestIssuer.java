package io.signalbeam.functions.adapter.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.signalbeam.functions.settings.Settings.Issuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** An OpenID provider on loopback that publishes its configuration and keys. */
final class TestIssuer implements AutoCloseable {
    final AtomicInteger keyReads = new AtomicInteger();
    final AtomicInteger discoveries = new AtomicInteger();
    /** Whether it answers questions for its configuration with one of another issuer. */
    volatile boolean confused;

    final RSAKey key;
    private final HttpServer server;
    private volatile List<JWK> published;

    TestIssuer() throws IOException, JOSEException {
        key = newKey("first");
        published = List.of(key);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve("/.well-known/openid-configuration", () -> {
            discoveries.incrementAndGet();
            return "{\"issuer\":\"" + (confused ? "https://other.test" : url()) + "\",\"jwks_uri\":\"" + url()
                    + "/keys\"}";
        });
        serve("/keys", () -> {
            keyReads.incrementAndGet();
            return new JWKSet(published).toString();
        });
        server.start();
    }

    static RSAKey newKey(String id) throws JOSEException {
        return new RSAKeyGenerator(2048).keyID(id).generate();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    Issuer settings() {
        return new Issuer(url(), "signalbeam", "tid", "roles");
    }

    void publish(JWK... keys) {
        published = List.of(keys);
    }

    JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(url())
                .audience("signalbeam")
                .subject("ann")
                .claim("name", "Ann")
                .claim("email", "ann@acme.test")
                .claim("tid", "acme")
                .claim("roles", List.of("Admin"))
                .expirationTime(Date.from(Instant.now().plusSeconds(600)));
    }

    String sign(JWTClaimsSet claims) throws JOSEException {
        return sign(claims, JWSAlgorithm.RS256, key.getKeyID(), new RSASSASigner(key));
    }

    static String sign(JWTClaimsSet claims, JWSAlgorithm algorithm, String keyId, JWSSigner signer)
            throws JOSEException {
        var token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims);
        token.sign(signer);
        return token.serialize();
    }

    private void serve(String path, Supplier<String> answer) {
        server.createContext(path, exchange -> {
            var bytes = answer.get().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            try (var body = exchange.getResponseBody()) {
                body.write(bytes);
            }
        });
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
