package io.signalbeam.functions.parking;

import org.jspecify.annotations.Nullable;

/**
 * What came of a parked event that was tried again.
 *
 * @param reason why it stays parked; null when it was taken
 */
record Replayed(
        String id,
        Result result,
        @Nullable String reason,
        @Nullable String detail) {

    /** Whether it is stored now, by this replay or an earlier one, or stays parked. */
    enum Result {
        Taken,
        Parked
    }
}
