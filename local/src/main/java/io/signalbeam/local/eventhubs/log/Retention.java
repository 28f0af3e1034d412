package io.signalbeam.local.eventhubs.log;

import java.time.Duration;

/**
 * How long a partition keeps events. Only whole segments are deleted, so it keeps up to one segment more.
 *
 * @param age older events go
 * @param bytes the oldest go when a partition is larger
 * @param segmentBytes a new segment begins when one is this large
 */
public record Retention(Duration age, long bytes, long segmentBytes) {
    public static final Retention DEFAULT = new Retention(Duration.ofDays(7), 1L << 30, 32L << 20);

    public Retention {
        if (!age.isPositive() || bytes <= 0 || segmentBytes <= 0) {
            throw new IllegalArgumentException("retention must be above 0");
        }
    }
}
