package io.signalbeam.shared.trust;

import io.signalbeam.shared.desired.BundleSignature;
import io.signalbeam.shared.desired.EndorsedKey;
import io.signalbeam.shared.json.Json;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * A key pair that signs bundles, and the key that follows it.
 *
 * @param publicKey X.509 SubjectPublicKeyInfo in Base64
 * @param privateKey PKCS #8 in Base64: a secret
 */
public record SigningKey(String publicKey, String privateKey) {
    private static final String KEY_TYPE = "application/vnd.signalbeam.signing-key.v1+json";

    public static SigningKey generate() {
        try {
            var pair = KeyPairGenerator.getInstance(Ed25519.ALGORITHM).generateKeyPair();
            var base64 = Base64.getEncoder();
            return new SigningKey(
                    base64.encodeToString(pair.getPublic().getEncoded()),
                    base64.encodeToString(pair.getPrivate().getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java of 15 or newer has " + Ed25519.ALGORITHM, e);
        }
    }

    /** The first 16 hexadecimal digits of the public key's SHA-256. */
    public String keyId() {
        return Ed25519.id(publicKey);
    }

    public BundleSignature sign(BundleStatement statement) {
        return new BundleSignature(keyId(), Ed25519.sign(privateKey, statement.signed()));
    }

    /** Whether this key made the signature. */
    public boolean signed(BundleStatement statement, BundleSignature signature) {
        return signature.keyId().equals(keyId())
                && Ed25519.verify(publicKey, statement.signed(), signature.signature());
    }

    /** The first key of all, which nobody vouches for: a device gets it when it enrols. */
    public EndorsedKey root() {
        return new EndorsedKey(keyId(), publicKey, null, null);
    }

    /** Vouches for the key that comes next. */
    public EndorsedKey endorse(SigningKey next) {
        return new EndorsedKey(
                next.keyId(),
                next.publicKey(),
                keyId(),
                Ed25519.sign(privateKey, endorsement(next.keyId(), next.publicKey())));
    }

    static byte[] endorsement(String keyId, String publicKey) {
        return Dsse.encode(KEY_TYPE, Json.writeBytes(new TreeMap<>(Map.of("keyId", keyId, "publicKey", publicKey))));
    }

    /** Without the private half: values end up in logs. */
    @Override
    public String toString() {
        return "SigningKey[" + keyId() + "]";
    }
}
