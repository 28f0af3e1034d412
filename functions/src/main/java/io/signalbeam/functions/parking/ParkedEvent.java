package io.signalbeam.functions.parking;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A parked event in the API's list.
 *
 * @param reason why it was not taken when it was last tried
 * @param replayedAt when it was taken after all; null while it waits
 * @param shiftMillis by how much its time was moved then
 */
public record ParkedEvent(
        String id,
        Instant parkedAt,
        Instant enqueuedAt,
        String hub,
        String partition,
        long sequenceNumber,
        @Nullable String publisher,
        String reason,
        String detail,
        int sizeBytes,
        @Nullable Instant replayedAt,
        @Nullable Long shiftMillis) {}
