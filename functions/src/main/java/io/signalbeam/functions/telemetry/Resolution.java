package io.signalbeam.functions.telemetry;

import java.time.Duration;
import java.time.Instant;

/** How long a bucket is. Pure. */
final class Resolution {
    /** Lengths that people read easily; each bucket begins at a multiple of its length since 1970 in UTC. */
    private static final int[] SECONDS = {
        5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400
    };

    private Resolution() {}

    /** The shortest length, in seconds, at which a range has no more than so many buckets, cut ones at its ends included. */
    static int seconds(Instant from, Instant to, int maxPoints) {
        long range = Math.max(1, Duration.between(from, to).plusMillis(999).toSeconds());
        for (int seconds : SECONDS) {
            if (Math.ceilDiv(range, seconds) + 1 <= maxPoints) {
                return seconds;
            }
        }
        long days = Math.ceilDiv(range, 86_400L * Math.max(1, maxPoints - 1));
        return Math.toIntExact(days * 86_400);
    }
}
