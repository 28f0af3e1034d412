package io.signalbeam.functions.telemetry;

import io.signalbeam.functions.transaction.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;

/**
 * Computes anew the roll-ups of which samples have changed: five minutes each time, hours every fifth minute, days once an
 * hour. Cut off at any point, it goes on from there.
 */
public final class RollUpMetrics {
    /** Buckets that one transaction computes at the most. */
    private static final int SLICE = 5_000;
    /** Shorter than the minute between two runs. */
    private static final Duration AT_MOST = Duration.ofSeconds(50);

    private static final int HOURS_EVERY_MINUTES = 5;
    private static final int DAYS_AT_MINUTE = 10;

    private final Transactions transactions;
    private final InstantSource clock;

    public RollUpMetrics(Transactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /** What is due at this minute; how many notes and buckets that used up. */
    public int run() {
        var now = clock.instant();
        int minute = now.atZone(ZoneOffset.UTC).getMinute();
        int used = run(Rollup.FIVE_MINUTES, now.plus(AT_MOST));
        if (minute % HOURS_EVERY_MINUTES == 0) {
            used += run(Rollup.HOUR, now.plus(AT_MOST));
        }
        if (minute == DAYS_AT_MINUTE) {
            used += run(Rollup.DAY, now.plus(AT_MOST));
        }
        return used;
    }

    /** Everything that waits, whatever the time; how many notes and buckets that used up. */
    public int runAll() {
        int used = 0;
        for (var rollup : Rollup.values()) {
            used += run(rollup, Instant.MAX);
        }
        return used;
    }

    private int run(Rollup rollup, Instant until) {
        int used = 0;
        while (true) {
            int slice = transactions.asService(handle -> RollupSql.rollUp(handle, rollup, SLICE));
            used += slice;
            if (slice == 0 || clock.instant().isAfter(until)) {
                return used;
            }
        }
    }
}
