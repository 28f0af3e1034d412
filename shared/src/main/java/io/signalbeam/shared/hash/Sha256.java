package io.signalbeam.shared.hash;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 (FIPS 180-4), which every Java platform must have. */
public final class Sha256 {
    private Sha256() {}

    /** A new one, for what comes in pieces. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** 32 bytes. */
    public static byte[] of(byte[] content) {
        return digest().digest(content);
    }

    /** Of a text in UTF-8: 32 bytes. */
    public static byte[] of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** 64 hexadecimal digits in lower case. */
    public static String hex(byte[] content) {
        return HexFormat.of().formatHex(of(content));
    }
}
