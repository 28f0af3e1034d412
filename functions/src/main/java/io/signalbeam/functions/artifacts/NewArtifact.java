package io.signalbeam.functions.artifacts;

import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.functions.outcome.Refusal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code POST /artifacts}.
 *
 * @param sha256 of the whole file, 64 lower-case hexadecimal digits
 * @param sizeBytes 1 to 16 GiB: so much can be read and checked while somebody waits
 */
record NewArtifact(String sha256, long sizeBytes) {
    static final long MAX_BYTES = 16L * 1024 * 1024 * 1024;
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    static boolean isHash(String text) {
        return SHA256.matcher(text).matches();
    }

    Optional<Refusal> problem() {
        var errors = new FieldErrors();
        if (!isHash(sha256)) {
            errors.add("sha256", "format", "It takes 64 lower-case hexadecimal digits.");
        }
        if (sizeBytes < 1 || sizeBytes > MAX_BYTES) {
            errors.add("sizeBytes", "range", "It takes 1 to " + MAX_BYTES + ".");
        }
        return errors.refusal();
    }
}
