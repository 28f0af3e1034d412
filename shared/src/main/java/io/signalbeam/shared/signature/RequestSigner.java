package io.signalbeam.shared.signature;

import java.security.PrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Signs a device's requests. */
public final class RequestSigner {
    /** What tells a device's signature from another one on the same message. */
    public static final String TAG = "signalbeam-device";

    private static final String LABEL = "device";

    private final String keyId;
    private final PrivateKey key;

    /**
     * @param keyId the device's id
     * @param privateKey Ed25519, PKCS #8 in Base64
     */
    public RequestSigner(String keyId, String privateKey) {
        this.keyId = keyId;
        this.key = Ed25519.privateKey(privateKey);
    }

    /**
     * The headers that make a request a signed one.
     *
     * @param body empty where there is none
     * @param created by the server's clock
     * @param nonce never used before, 16 to 128 characters of base64url
     */
    public Map<String, String> sign(Message message, byte[] body, Instant created, String nonce) {
        var headers = new LinkedHashMap<String, String>();
        if (body.length > 0) {
            headers.put("Content-Digest", ContentDigest.of(body));
        }
        var all = new LinkedHashMap<>(message.headers());
        all.putAll(headers);
        var whole = new Message(message.method(), message.path(), message.query(), all);
        var input = SignatureInput.make(
                SignatureInput.covering(body.length > 0), created.getEpochSecond(), keyId, nonce, TAG);
        var base = input.base(whole).orElseThrow();
        headers.put("Signature-Input", LABEL + "=" + input.text());
        headers.put("Signature", LABEL + "=:" + Base64.getEncoder().encodeToString(Ed25519.sign(key, base)) + ":");
        return headers;
    }

    @Override
    public String toString() {
        return "RequestSigner[" + keyId + "]";
    }
}
