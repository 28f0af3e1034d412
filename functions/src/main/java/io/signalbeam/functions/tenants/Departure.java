package io.signalbeam.functions.tenants;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Of a tenant that leaves or has left.
 *
 * @param askedAt from when nobody of it was let in
 * @param askedBy platform administrator, as {@code <issuer>#<subject>}
 * @param removalAt until when it can come back
 * @param goneAt when nothing was left; null before
 * @param removed how many rows of each table, blobs of each container, secrets and twins, so far
 */
public record Departure(
        Instant askedAt,
        String askedBy,
        Instant removalAt,
        @Nullable Instant goneAt,
        Map<String, Long> removed) {

    public Departure {
        removed = Map.copyOf(removed);
    }
}
