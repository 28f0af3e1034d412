package io.signalbeam.functions.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.shared.hash.Sha256;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jdbi.v3.core.Handle;

/**
 * Gives a request that is repeated with its {@code Idempotency-Key} the first one's answer. Key, work and answer are one
 * transaction: of two at the same time the second waits for the first, and a refused request leaves nothing behind.
 */
final class IdempotencySql {
    static final Duration KEPT = Duration.ofDays(1);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE_BYTES = 12;

    private final InstantSource clock;

    IdempotencySql(InstantSource clock) {
        this.clock = clock;
    }

    /** What the answer was to: two requests under one key must agree in it. */
    record Attempt(TenantId tenant, String operation, String key, String request) {}

    Outcome<Reply> once(Handle tx, Attempt attempt, Supplier<Outcome<Reply>> work) {
        var now = clock.instant();
        var keyHash = hex("key", attempt.key());
        if (!claim(tx, attempt, keyHash, now)) {
            return replay(tx, attempt, keyHash);
        }
        var outcome = work.get();
        if (outcome instanceof Outcome.Done<Reply>(Reply reply)) {
            tx.createUpdate("update idempotency_keys set answer = :answer"
                            + " where tenant_id = :tenant and operation = :operation and key_hash = :key")
                    .bind("answer", seal(attempt.key(), stored(reply)))
                    .bind("tenant", attempt.tenant().value())
                    .bind("operation", attempt.operation())
                    .bind("key", keyHash)
                    .execute();
        }
        return outcome;
    }

    /** Deletes what is older than it is kept, of all tenants; how many rows that were. */
    static int forget(Handle tx, Instant now) {
        return tx.createUpdate("delete from idempotency_keys where created_at < :old")
                .bind("old", now.minus(KEPT))
                .execute();
    }

    private static boolean claim(Handle tx, Attempt attempt, String keyHash, Instant now) {
        tx.createUpdate("delete from idempotency_keys where tenant_id = :tenant and created_at < :old")
                .bind("tenant", attempt.tenant().value())
                .bind("old", now.minus(KEPT))
                .execute();
        return tx.createUpdate("insert into idempotency_keys (tenant_id, operation, key_hash, request_hash, created_at)"
                                + " values (:tenant, :operation, :key, :request, :now) on conflict do nothing")
                        .bind("tenant", attempt.tenant().value())
                        .bind("operation", attempt.operation())
                        .bind("key", keyHash)
                        .bind("request", hex("request", attempt.request()))
                        .bind("now", now)
                        .execute()
                == 1;
    }

    private static Outcome<Reply> replay(Handle tx, Attempt attempt, String keyHash) {
        return tx.createQuery("select request_hash, answer from idempotency_keys"
                        + " where tenant_id = :tenant and operation = :operation and key_hash = :key")
                .bind("tenant", attempt.tenant().value())
                .bind("operation", attempt.operation())
                .bind("key", keyHash)
                .map((row, context) -> row.getString("request_hash").equals(hex("request", attempt.request()))
                        ? Outcome.done(reply(unseal(attempt.key(), row.getString("answer"))))
                        : Outcome.<Reply>conflict(
                                ErrorCode.IDEMPOTENCY_KEY_REUSED, "Choose a new key for each new request."))
                .one();
    }

    private record Stored(int status, String body, Map<String, String> headers) {}

    private static String stored(Reply reply) {
        var body = reply.body();
        return Json.write(new Stored(reply.status(), body == null ? "" : Json.write(body), reply.headers()));
    }

    private static Reply reply(String text) {
        try {
            var stored = Json.lenient().readValue(text, Stored.class);
            return new Reply(
                    stored.status(),
                    stored.body().isEmpty() ? null : Json.lenient().readTree(stored.body()),
                    stored.headers());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String seal(String key, String text) {
        var nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        var sealed = crypt(Cipher.ENCRYPT_MODE, key, nonce, text.getBytes(StandardCharsets.UTF_8));
        var encoder = Base64.getEncoder();
        return encoder.encodeToString(nonce) + "." + encoder.encodeToString(sealed);
    }

    private static String unseal(String key, String sealed) {
        var parts = sealed.split("\\.", 2);
        var decoder = Base64.getDecoder();
        return new String(
                crypt(Cipher.DECRYPT_MODE, key, decoder.decode(parts[0]), decoder.decode(parts[1])),
                StandardCharsets.UTF_8);
    }

    private static byte[] crypt(int mode, String key, byte[] nonce, byte[] text) {
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(hash("seal", key), "AES"), new GCMParameterSpec(128, nonce));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an answer cannot be sealed or unsealed", e);
        }
    }

    static String hex(String purpose, String text) {
        return HexFormat.of().formatHex(hash(purpose, text));
    }

    private static byte[] hash(String purpose, String text) {
        return Sha256.of("signalbeam " + purpose + "\0" + text);
    }
}
