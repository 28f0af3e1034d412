package io.signalbeam.functions.parking;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A parked event in the API's list. */
public record ParkedEvent(
        String id,
        Instant parkedAt,
        String hub,
        String partition,
        long sequenceNumber,
        @Nullable String publisher,
        String reason,
        String detail,
        int sizeBytes) {}
