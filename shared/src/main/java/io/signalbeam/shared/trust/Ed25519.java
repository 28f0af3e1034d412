package io.signalbeam.shared.trust;

import io.signalbeam.shared.hash.Sha256;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/** The JDK's Ed25519, over keys and signatures in Base64. */
final class Ed25519 {
    static final String ALGORITHM = "Ed25519";
    private static final int ID_BYTES = 8;

    private Ed25519() {}

    static String sign(String privateKey, byte[] text) {
        try {
            var signature = Signature.getInstance(ALGORITHM);
            signature.initSign(KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(privateKey))));
            signature.update(text);
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            // Without the cause, whose message may show the key.
            throw new IllegalArgumentException("no private " + ALGORITHM + " key");
        }
    }

    /** False for whatever is no signature, or no key. */
    static boolean verify(String publicKey, byte[] text, String signed) {
        try {
            var signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey))));
            signature.update(text);
            return signature.verify(Base64.getDecoder().decode(signed));
        } catch (GeneralSecurityException | IllegalArgumentException notOne) {
            return false;
        }
    }

    /** The first 16 hexadecimal digits of the public key's SHA-256. */
    static String id(String publicKey) {
        return HexFormat.of().formatHex(Sha256.of(Base64.getDecoder().decode(publicKey)), 0, ID_BYTES);
    }
}
