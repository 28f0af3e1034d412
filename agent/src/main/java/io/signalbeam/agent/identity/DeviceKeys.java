package io.signalbeam.agent.identity;

import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The device's key pairs in Base64: public halves as X.509 SubjectPublicKeyInfo, private ones as PKCS #8.
 *
 * @param signing Ed25519
 * @param encryption X25519
 */
public record DeviceKeys(Pair signing, Pair encryption) {

    public record Pair(String publicKey, String privateKey) {
        /** Without the private half: values end up in logs. */
        @Override
        public String toString() {
            return "Pair[" + publicKey + "]";
        }
    }

    public static DeviceKeys generate() {
        return new DeviceKeys(pair("Ed25519"), pair("X25519"));
    }

    private static Pair pair(String algorithm) {
        try {
            var pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
            var base64 = Base64.getEncoder();
            return new Pair(
                    base64.encodeToString(pair.getPublic().getEncoded()),
                    base64.encodeToString(pair.getPrivate().getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java of 15 or newer has " + algorithm, e);
        }
    }
}
