package io.signalbeam.local.bench;

import io.signalbeam.shared.credential.CredentialHash;
import io.signalbeam.shared.credential.DeviceKey;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.signature.Message;
import io.signalbeam.shared.signature.RequestSigner;
import io.signalbeam.shared.signature.RequestVerifier;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What checks take by themselves, one after another on one thread: the same page of devices with row-level security, as the
 * app's role, and without it, as the owner; a device key against its hash; a device's signature; the signature of a person's
 * token.
 */
final class CheckCosts {
    private static final String PAGE =
            "select id, name, labels, facts, lifecycle from devices where tenant_id = ? order by name limit 50";

    private CheckCosts() {}

    /**
     * @param ownerUrl of the login that owns the tables, whom their policies do not bind
     * @param appUrl of the login that they bind
     * @param seconds for each of them
     */
    static List<Figure> measure(String ownerUrl, String appUrl, double seconds)
            throws SQLException, GeneralSecurityException {
        double with;
        double without;
        try (var owner = DriverManager.getConnection(ownerUrl);
                var app = DriverManager.getConnection(appUrl)) {
            owner.setAutoCommit(false);
            app.setAutoCommit(false);
            var tenant = tenant(owner);
            page(app, tenant, true, seconds / 2);
            page(owner, tenant, false, seconds / 2);
            // In turns, so that what else the machine does falls on both.
            without = page(owner, tenant, false, seconds / 2);
            with = page(app, tenant, true, seconds);
            without = (without + page(owner, tenant, false, seconds / 2)) / 2;
        }
        return List.of(
                Figure.of("page_sql_with_rls", with, "µs"),
                Figure.of("page_sql_without_rls", without, "µs"),
                Figure.of("rls_share", (with - without) / with, "of the query"),
                Figure.of("device_key_check", deviceKey(seconds), "µs"),
                Figure.of("device_signature_check", deviceSignature(seconds), "µs"),
                Figure.of("person_token_signature_check", tokenSignature(seconds), "µs"));
    }

    private static String tenant(Connection connection) throws SQLException {
        try (var query = connection.createStatement();
                var found = query.executeQuery(
                        "select tenant_id from devices group by tenant_id order by count(*) desc limit 1")) {
            found.next();
            return found.getString(1);
        }
    }

    /** Microseconds for one query in a transaction that is open already. */
    private static double page(Connection connection, String tenant, boolean asApp, double seconds)
            throws SQLException {
        try (var enter = connection.createStatement();
                var setting = connection.prepareStatement("select set_config('app.tenant_id', ?, true)");
                var query = connection.prepareStatement(PAGE)) {
            if (asApp) {
                enter.execute("set local role signalbeam_app");
            }
            setting.setString(1, tenant);
            setting.execute();
            query.setObject(1, UUID.fromString(tenant));
            return micros(seconds, () -> {
                try (var rows = query.executeQuery()) {
                    int count = 0;
                    while (rows.next()) {
                        count += rows.getString(2).length();
                    }
                    return count > 0;
                }
            });
        } finally {
            connection.rollback();
        }
    }

    private static double deviceKey(double seconds) throws SQLException {
        var key = DeviceKey.random(DeviceId.random());
        var hash = CredentialHash.of(key.secretBytes()).encoded();
        return micros(
                seconds,
                () -> CredentialHash.parse(hash)
                        .orElseThrow()
                        .matches(DeviceKey.parse(key.text()).orElseThrow().secretBytes()));
    }

    private static double deviceSignature(double seconds) throws GeneralSecurityException, SQLException {
        var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        var device = DeviceId.random().toString();
        var signer = new RequestSigner(
                device, Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()));
        var publicKey = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
        var body = new byte[0];
        var now = Instant.now();
        var plain = new Message("GET", "/api/agent/desired-state", null, Map.of());
        var headers = signer.sign(plain, body, now, "a-nonce-of-a-bench");
        var signed = new Message("GET", "/api/agent/desired-state", null, headers);
        return micros(
                seconds,
                () -> RequestVerifier.verify(signed, body, publicKey, device, now)
                        instanceof RequestVerifier.Verdict.Signed);
    }

    /** RS256 with 2048 bits, as most providers sign; the app keeps no answer of it. */
    private static double tokenSignature(double seconds) throws GeneralSecurityException, SQLException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        var pair = generator.generateKeyPair();
        var text = "x".repeat(700).getBytes(StandardCharsets.US_ASCII);
        var signer = Signature.getInstance("SHA256withRSA");
        signer.initSign(pair.getPrivate());
        signer.update(text);
        var signature = signer.sign();
        return micros(seconds, () -> {
            try {
                var verifier = Signature.getInstance("SHA256withRSA");
                verifier.initVerify(pair.getPublic());
                verifier.update(text);
                return verifier.verify(signature);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java knows no RS256", e);
            }
        });
    }

    @FunctionalInterface
    private interface Work {
        /** Whether it did what it should: what is not used might not be done at all. */
        boolean run() throws SQLException;
    }

    /** Microseconds of one, on average. */
    private static double micros(double seconds, Work work) throws SQLException {
        var watch = Stopwatch.start();
        long count = 0;
        while (watch.seconds() < seconds) {
            if (!work.run()) {
                throw new IllegalStateException("a check said no");
            }
            count++;
        }
        return watch.seconds() * 1e6 / count;
    }
}
