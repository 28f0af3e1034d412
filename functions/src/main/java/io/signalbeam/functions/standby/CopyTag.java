package io.signalbeam.functions.standby;

import io.signalbeam.functions.standby.Vault.Version;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the copies of secrets are marked with. A vault names versions by itself, while the database names them as the vault did
 * where they were made: a copy says which one it is, and so does a copy of the copy.
 */
public final class CopyTag {
    /** Name of the version that this is. */
    private static final String OF = "signalbeam-copy-of";

    /** When the secret had changed of which all versions are here, in seconds since 1970. */
    private static final String THROUGH = "signalbeam-copied-through";

    private CopyTag() {}

    /** @param tags of a version, or null for none */
    public static boolean isOf(String version, @Nullable Map<String, String> tags) {
        return tags != null && version.equals(tags.get(OF));
    }

    /** The version by the name that it was given first. */
    static String identity(Version version) {
        return version.tags().getOrDefault(OF, version.id());
    }

    static boolean isCopy(Map<String, String> tags) {
        return tags.containsKey(OF) || tags.containsKey(THROUGH);
    }

    static boolean isThrough(Instant changedAt, Map<String, String> tags) {
        return Long.toString(changedAt.getEpochSecond()).equals(tags.get(THROUGH));
    }

    static Map<String, String> of(Version original) {
        return Map.of(OF, identity(original));
    }

    static Map<String, String> through(Instant changedAt, Map<String, String> tags) {
        var more = new HashMap<>(tags);
        more.put(THROUGH, Long.toString(changedAt.getEpochSecond()));
        return Map.copyOf(more);
    }
}
