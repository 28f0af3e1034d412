package io.signalbeam.shared.signature;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.regex.Pattern;

/** Decides whether a request was signed by the holder of a private key, lately, as it is. Pure. */
public final class RequestVerifier {
    /** How far from the verifier's clock a signature may have been made. */
    public static final Duration MAX_AGE = Duration.ofMinutes(5);

    private static final Pattern NONCE = Pattern.compile("[-_A-Za-z0-9]{16,128}");

    private RequestVerifier() {}

    /** What came of it. */
    public sealed interface Verdict {

        /**
         * @param nonce to be refused when it comes again before {@code until}
         * @param until from when on the signature is too old anyway
         */
        record Signed(String nonce, Instant until) implements Verdict {}

        /** There is no signature of a device. */
        record Unsigned() implements Verdict {}

        /** @param reason one sentence, without anything secret */
        record Wrong(String reason) implements Verdict {}
    }

    /**
     * @param body empty when there is none
     * @param publicKey Ed25519, X.509 SubjectPublicKeyInfo in Base64
     * @param keyId that the signature must name
     */
    public static Verdict verify(Message message, byte[] body, String publicKey, String keyId, Instant now) {
        var inputs = message.header("signature-input").orElse("");
        var signatures = message.header("signature").orElse("");
        try {
            for (var member : StructuredFields.innerLists(inputs).entrySet()) {
                var input = SignatureInput.of(member.getValue());
                if (RequestSigner.TAG.equals(input.tag())) {
                    var signature = StructuredFields.byteSequences(signatures).get(member.getKey());
                    return signature == null
                            ? new Verdict.Wrong("There is no Signature named " + member.getKey() + ".")
                            : verify(message, body, publicKey, keyId, now, input, signature);
                }
            }
            return new Verdict.Unsigned();
        } catch (IllegalArgumentException e) {
            return new Verdict.Wrong("Signature-Input or Signature is " + e.getMessage() + ".");
        }
    }

    private static Verdict verify(
            Message message,
            byte[] body,
            String publicKey,
            String keyId,
            Instant now,
            SignatureInput input,
            byte[] signature) {
        var created = input.created();
        var nonce = Objects.requireNonNullElse(input.nonce(), "");
        if (input.algorithm() != null && !input.algorithm().equals("ed25519")) {
            return new Verdict.Wrong("Its alg must be ed25519.");
        }
        if (!keyId.equals(input.keyId())) {
            return new Verdict.Wrong("Its keyid must be the device's id.");
        }
        if (!NONCE.matcher(nonce).matches()) {
            return new Verdict.Wrong("Its nonce must have 16 to 128 characters of base64url.");
        }
        if (created == null || age(created, now).compareTo(MAX_AGE) > 0) {
            return new Verdict.Wrong("It must have been created within " + MAX_AGE.toMinutes()
                    + " minutes of the server's time, " + now + ".");
        }
        if (!input.components().containsAll(SignatureInput.covering(body.length > 0))) {
            return new Verdict.Wrong("It must cover " + SignatureInput.covering(body.length > 0) + ".");
        }
        var digest = message.header(ContentDigest.FIELD);
        if (body.length > 0
                && !digest.map(field -> ContentDigest.matches(field, body)).orElse(false)) {
            return new Verdict.Wrong("Content-Digest must hold the SHA-256 of the body.");
        }
        return input.holds(message, publicKey, signature)
                ? new Verdict.Signed(nonce, Instant.ofEpochSecond(created).plus(MAX_AGE))
                : new Verdict.Wrong("It is not of this request, or not by the device's signing key.");
    }

    private static Duration age(long created, Instant now) {
        return Duration.ofSeconds(Math.abs(now.getEpochSecond() - created));
    }
}
