package io.signalbeam.shared.bundle;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names a manifest by its content: {@code sha256:} and the lower-case hexadecimal hash of its canonical JSON. */
public final class ManifestDigest {
    private ManifestDigest() {}

    public static String of(BundleManifest manifest) {
        return of(ManifestWriter.canonical(manifest));
    }

    /** @param canonical what {@link ManifestWriter#canonical} gave */
    public static String of(byte[] canonical) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
