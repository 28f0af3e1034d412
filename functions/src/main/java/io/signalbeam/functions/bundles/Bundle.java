package io.signalbeam.functions.bundles;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bundle, as the API writes it.
 *
 * @param latestVersion the highest by SemVer; null when none is published
 * @param deviceCount devices that shall run some version of it
 * @param versions highest first; null in lists
 */
public record Bundle(
        String id,
        String description,
        Instant createdAt,
        @Nullable String latestVersion,
        int deviceCount,
        @Nullable List<BundleVersion> versions) {

    public Bundle {
        versions = versions == null ? null : List.copyOf(versions);
    }
}
