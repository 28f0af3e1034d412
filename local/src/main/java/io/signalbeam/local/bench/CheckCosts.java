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
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * What checks take by themselves, one after another on one thread: a device key against its hash; a device's signature; the
 * signature of a person's token.
 */
final class CheckCosts {
    private CheckCosts() {}

    /**
     * Microseconds of each.
     *
     * @param deviceKey salted hash of a device's key
     * @param deviceSignature Ed25519 by RFC 9421, where a tenant asks for it
     * @param personToken RS256, 2,048 bits
     */
    record Costs(double deviceKey, double deviceSignature, double personToken) {
        List<Figure> figures() {
            return List.of(
                    Figure.of("device_key_check", deviceKey, "µs"),
                    Figure.of("device_signature_check", deviceSignature, "µs"),
                    Figure.of("person_token_signature_check", personToken, "µs"));
        }
    }

    /** @param seconds for each of them */
    static Costs measure(double seconds) throws GeneralSecurityException {
        return new Costs(deviceKey(seconds), deviceSignature(seconds), tokenSignature(seconds));
    }

    private static double deviceKey(double seconds) {
        var key = DeviceKey.random(DeviceId.random());
        var hash = CredentialHash.of(key.secretBytes()).encoded();
        return micros(
                seconds,
                () -> CredentialHash.parse(hash)
                        .orElseThrow()
                        .matches(DeviceKey.parse(key.text()).orElseThrow().secretBytes()));
    }

    private static double deviceSignature(double seconds) throws GeneralSecurityException {
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
    private static double tokenSignature(double seconds) throws GeneralSecurityException {
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
        boolean run();
    }

    /** Microseconds of one, on average. */
    private static double micros(double seconds, Work work) {
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
