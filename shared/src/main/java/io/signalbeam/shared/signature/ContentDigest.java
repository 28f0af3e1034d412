package io.signalbeam.shared.signature;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The field {@code Content-Digest} (RFC 9530), with SHA-256 alone. */
public final class ContentDigest {
    public static final String FIELD = "content-digest";
    private static final String ALGORITHM = "sha-256";

    private ContentDigest() {}

    public static String of(byte[] body) {
        return ALGORITHM + "=:" + Base64.getEncoder().encodeToString(hash(body)) + ":";
    }

    /** Whether the field is about this body; a field without SHA-256 is not. */
    static boolean matches(String field, byte[] body) {
        try {
            var digest = StructuredFields.byteSequences(field).get(ALGORITHM);
            return digest != null && MessageDigest.isEqual(digest, hash(body));
        } catch (IllegalArgumentException notOne) {
            return false;
        }
    }

    private static byte[] hash(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
