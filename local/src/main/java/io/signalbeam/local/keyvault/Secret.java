package io.signalbeam.local.keyvault;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A named secret with all of its versions, oldest first; the last is the current one.
 *
 * @param deletedAt epoch seconds, when it is deleted and may be recovered
 */
record Secret(String name, List<Version> versions, @Nullable Long deletedAt) {
    Secret {
        versions = List.copyOf(versions);
    }

    /** One version; times are epoch seconds. */
    record Version(
            String id, String value, @Nullable String contentType, Map<String, String> tags, Attributes attributes) {
        Version {
            tags = Map.copyOf(tags);
        }
    }

    /** When a version may be used; Key Vault enforces {@code enabled} and only tells the times. */
    record Attributes(
            boolean enabled, @Nullable Long nbf, @Nullable Long exp, long created, long updated) {}

    Version current() {
        return versions.getLast();
    }

    @Nullable Version version(String id) {
        return versions.stream().filter(v -> v.id().equals(id)).findFirst().orElse(null);
    }
}
