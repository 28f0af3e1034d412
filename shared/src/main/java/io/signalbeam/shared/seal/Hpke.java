package io.signalbeam.shared.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Hybrid public key encryption, RFC 9180: mode base, one message a context, with DHKEM(X25519, HKDF-SHA256),
 * HKDF-SHA256 and AES-128-GCM. The names below are the RFC's.
 *
 * <p>Ours, because the JDK has none at release 21 and what it takes of a library is these lines.
 */
final class Hpke {
    private static final int KEY = 32;
    private static final int HASH = 32;
    private static final byte[] NOTHING = {};
    private static final byte[] KEM_SUITE = ascii("KEM\0\040");
    private static final byte[] SUITE = ascii("HPKE\0\040\0\001\0\001");
    private static final byte[] VERSION = ascii("HPKE-v1");
    /** What X.509 SubjectPublicKeyInfo puts before the 32 bytes of an X25519 key (RFC 8410). */
    private static final byte[] PUBLIC_PREFIX = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x03, 0x21, 0x00
    };

    private Hpke() {}

    /** @param enc 32 bytes */
    @SuppressWarnings("ArrayRecordComponent")
    record Sealed(byte[] enc, byte[] ciphertext) {}

    static Sealed seal(PublicKey recipient, byte[] info, byte[] aad, byte[] plaintext) throws GeneralSecurityException {
        return seal(KeyPairGenerator.getInstance("X25519").generateKeyPair(), recipient, info, aad, plaintext);
    }

    /** With an ephemeral key pair that must never be used again. */
    static Sealed seal(KeyPair ephemeral, PublicKey recipient, byte[] info, byte[] aad, byte[] plaintext)
            throws GeneralSecurityException {
        var enc = raw(ephemeral.getPublic());
        var secret = sharedSecret(agree(ephemeral.getPrivate(), recipient), enc, raw(recipient));
        return new Sealed(enc, crypt(Cipher.ENCRYPT_MODE, secret, info, aad, plaintext));
    }

    /** @throws GeneralSecurityException when it was sealed for somebody else, for something else, or was altered */
    static byte[] open(KeyPair recipient, Sealed sealed, byte[] info, byte[] aad) throws GeneralSecurityException {
        var secret = sharedSecret(
                agree(recipient.getPrivate(), publicKey(sealed.enc())), sealed.enc(), raw(recipient.getPublic()));
        return crypt(Cipher.DECRYPT_MODE, secret, info, aad, sealed.ciphertext());
    }

    static PublicKey publicKey(byte[] raw) throws GeneralSecurityException {
        return KeyFactory.getInstance("X25519").generatePublic(new X509EncodedKeySpec(join(PUBLIC_PREFIX, raw)));
    }

    private static byte[] raw(PublicKey key) {
        var encoded = key.getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - KEY, encoded.length);
    }

    /** The JDK refuses keys of small order, as §7.1.4 asks. */
    private static byte[] agree(PrivateKey own, PublicKey other) throws GeneralSecurityException {
        var agreement = KeyAgreement.getInstance("X25519");
        agreement.init(own);
        agreement.doPhase(other, true);
        return agreement.generateSecret();
    }

    private static byte[] sharedSecret(byte[] dh, byte[] enc, byte[] recipient) throws GeneralSecurityException {
        var prk = labeledExtract(KEM_SUITE, NOTHING, "eae_prk", dh);
        return labeledExpand(KEM_SUITE, prk, "shared_secret", join(enc, recipient), HASH);
    }

    private static byte[] crypt(int mode, byte[] sharedSecret, byte[] info, byte[] aad, byte[] input)
            throws GeneralSecurityException {
        var context = join(
                new byte[] {0},
                labeledExtract(SUITE, NOTHING, "psk_id_hash", NOTHING),
                labeledExtract(SUITE, NOTHING, "info_hash", info));
        var secret = labeledExtract(SUITE, sharedSecret, "secret", NOTHING);
        var key = labeledExpand(SUITE, secret, "key", context, 16);
        var nonce = labeledExpand(SUITE, secret, "base_nonce", context, 12);
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(aad);
        return cipher.doFinal(input);
    }

    private static byte[] labeledExtract(byte[] suite, byte[] salt, String label, byte[] ikm)
            throws GeneralSecurityException {
        // No salt is a salt of zeros (RFC 5869 §2.2), and the JDK takes no empty key.
        return hmac(salt.length == 0 ? new byte[HASH] : salt, join(VERSION, suite, ascii(label), ikm));
    }

    /** One block of HKDF-Expand is enough for all that is asked of it here. */
    private static byte[] labeledExpand(byte[] suite, byte[] prk, String label, byte[] info, int length)
            throws GeneralSecurityException {
        var lengthBytes = new byte[] {0, (byte) length};
        var block = hmac(prk, join(lengthBytes, VERSION, suite, ascii(label), info, new byte[] {1}));
        return Arrays.copyOf(block, length);
    }

    private static byte[] hmac(byte[] key, byte[] text) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text);
    }

    private static byte[] join(byte[]... parts) {
        var joined = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        Arrays.stream(parts).forEach(joined::put);
        return joined.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
