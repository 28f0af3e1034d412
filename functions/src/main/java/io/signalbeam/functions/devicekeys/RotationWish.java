package io.signalbeam.functions.devicekeys;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an admin asks of a device's key.
 *
 * @param deadlineHours 1 to 720: the keys that it has end then, whether it has a new one or not; absent leaves them until
 *     it has
 * @param exclusive whether its former keys end as soon as it has a new one, instead of a day later: of two machines with
 *     one key, the first to ask is left
 */
public record RotationWish(
        @Nullable Integer deadlineHours, @Nullable Boolean exclusive) {

    /** As the API answers. */
    public record Asked(Instant askedAt, @Nullable Instant deadline, boolean exclusive) {}
}
