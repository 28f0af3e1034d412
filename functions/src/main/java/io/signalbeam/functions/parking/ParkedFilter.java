package io.signalbeam.functions.parking;

import io.signalbeam.shared.id.DeviceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which parked events are meant; null means any.
 *
 * @param from of the time at which they were parked, included
 * @param to of the same, not included
 * @param replayed those that were taken since, or those that still wait
 */
record ParkedFilter(
        @Nullable String reason,
        @Nullable String hub,
        @Nullable DeviceId device,
        @Nullable Instant from,
        @Nullable Instant to,
        boolean replayed) {

    /** The same, of those that wait. */
    ParkedFilter waiting() {
        return new ParkedFilter(reason, hub, device, from, to, false);
    }
}
