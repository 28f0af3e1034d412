package io.signalbeam.shared.bundle;

import io.signalbeam.shared.hash.Sha256;

/** Names a manifest by its content: {@code sha256:} and the lower-case hexadecimal hash of its canonical JSON. */
public final class ManifestDigest {
    private ManifestDigest() {}

    public static String of(BundleManifest manifest) {
        return of(ManifestWriter.canonical(manifest));
    }

    /** @param canonical what {@link ManifestWriter#canonical} gave */
    public static String of(byte[] canonical) {
        return "sha256:" + Sha256.hex(canonical);
    }
}
