package io.signalbeam.functions.telemetry;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How finely samples are rolled up. Each bucket begins at a multiple of its length since 1970 in UTC. */
enum Rollup {
    FIVE_MINUTES(300, "rollup_5m", "device_metrics_5m", Duration.ofDays(100)),
    HOUR(3_600, "rollup_1h", "device_metrics_1h", Duration.ofDays(400)),
    DAY(86_400, "rollup_1d", "device_metrics_1d", Duration.ofDays(5 * 366));

    private final int seconds;
    private final String view;
    private final String table;
    private final Duration kept;

    Rollup(int seconds, String view, String table, Duration kept) {
        this.seconds = seconds;
        this.view = view;
        this.table = table;
        this.kept = kept;
    }

    /** Length of a bucket. */
    int seconds() {
        return seconds;
    }

    /** What the app's role reads. */
    String view() {
        return view;
    }

    String table() {
        return table;
    }

    /** How long its buckets are kept, at the least. */
    Duration kept() {
        return kept;
    }

    Instant bucketOf(Instant at) {
        return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), (long) seconds) * seconds);
    }

    /** The coarsest whose buckets make up buckets of this length, or null where only samples do. */
    static @Nullable Rollup under(int bucketSeconds) {
        Rollup coarsest = null;
        for (var rollup : values()) {
            if (bucketSeconds != 0 && bucketSeconds % rollup.seconds == 0) {
                coarsest = rollup;
            }
        }
        return coarsest;
    }
}
