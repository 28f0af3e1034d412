package io.signalbeam.functions.bundles;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A published version, as the API writes it.
 *
 * @param manifestDigest {@code sha256:} and the hash of the canonical manifest
 * @param containers how many
 * @param deviceCount devices that shall run it
 * @param quarantine null when it is in none
 * @param manifest in its canonical form; null where versions are listed
 */
public record BundleVersion(
        String bundleId,
        String version,
        String manifestDigest,
        int containers,
        Instant createdAt,
        String createdBy,
        int deviceCount,
        @Nullable Quarantine quarantine,
        @Nullable JsonNode manifest) {

    BundleVersion with(JsonNode content) {
        return new BundleVersion(
                bundleId, version, manifestDigest, containers, createdAt, createdBy, deviceCount, quarantine, content);
    }
}
