package io.signalbeam.shared.signature;

import io.signalbeam.shared.hash.Sha256;
import java.security.MessageDigest;
import java.util.Base64;

/** The field {@code Content-Digest} (RFC 9530), with SHA-256 alone. */
public final class ContentDigest {
    public static final String FIELD = "content-digest";
    private static final String ALGORITHM = "sha-256";

    private ContentDigest() {}

    public static String of(byte[] body) {
        return ALGORITHM + "=:" + Base64.getEncoder().encodeToString(Sha256.of(body)) + ":";
    }

    /** Whether the field is about this body; a field without SHA-256 is not. */
    static boolean matches(String field, byte[] body) {
        try {
            var digest = StructuredFields.byteSequences(field).get(ALGORITHM);
            return digest != null && MessageDigest.isEqual(digest, Sha256.of(body));
        } catch (IllegalArgumentException notOne) {
            return false;
        }
    }
}
