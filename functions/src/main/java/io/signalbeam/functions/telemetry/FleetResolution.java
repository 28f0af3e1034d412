package io.signalbeam.functions.telemetry;

import java.time.Duration;
import java.time.Instant;

/** How long buckets are where many devices are asked at once. Pure. */
record FleetResolution(int seconds, Rollup rollup) {
    /** Of buckets that one query reads of each series; about a second's work. */
    static final long BUDGET = 500_000;

    /** The shortest at which a series has no more points than asked for, and no more buckets are read than the budget. */
    static FleetResolution of(Instant from, Instant to, int maxPoints, int devices) {
        int seconds = Math.max(Rollup.FIVE_MINUTES.seconds(), Resolution.seconds(from, to, maxPoints));
        var rollup = Rollup.under(seconds);
        if (rollup == null) {
            throw new IllegalStateException("no roll-up makes up " + seconds + " seconds");
        }
        while (rollup != Rollup.DAY && buckets(from, to, rollup) * devices > BUDGET) {
            rollup = coarser(rollup);
            seconds = Math.max(seconds, rollup.seconds());
        }
        return new FleetResolution(seconds, rollup);
    }

    /** The finest roll-up of which no more buckets are read than the budget. */
    static Rollup finest(Instant from, Instant to, int devices) {
        for (var rollup : Rollup.values()) {
            if (buckets(from, to, rollup) * devices <= BUDGET) {
                return rollup;
            }
        }
        return Rollup.DAY;
    }

    private static Rollup coarser(Rollup rollup) {
        return switch (rollup) {
            case FIVE_MINUTES -> Rollup.HOUR;
            case HOUR, DAY -> Rollup.DAY;
        };
    }

    private static long buckets(Instant from, Instant to, Rollup rollup) {
        return Duration.between(from, to).toSeconds() / rollup.seconds() + 1;
    }
}
