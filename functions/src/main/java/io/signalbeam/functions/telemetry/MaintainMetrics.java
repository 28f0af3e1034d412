package io.signalbeam.functions.telemetry;

import io.signalbeam.functions.transaction.Transactions;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Makes room for the days to come, ends roll-ups whose time is over, and compresses old samples where the engine can. The
 * end of samples is the archive's.
 */
public final class MaintainMetrics {
    private static final int DAYS_AHEAD = 3;

    /** Late samples still find their way into what is compressed, but slowly. */
    private static final Duration WRITTEN_TO = Duration.ofDays(7);

    private static final int DAYS_AT_ONCE = 3;

    private final Transactions transactions;
    private final InstantSource clock;

    public MaintainMetrics(Transactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /** In days; of the samples, not their roll-ups. */
    public record Maintained(int made, int compressed) {}

    public Maintained run() {
        var now = clock.instant();
        var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        // Apart: a reader that holds up a drop must not hold up the room.
        int made = transactions.asService(handle -> MetricsSql.makeRoom(handle, today, today.plusDays(DAYS_AHEAD)));
        for (var rollup : Rollup.values()) {
            transactions.asService(handle -> RollupSql.dropBefore(handle, rollup, now.minus(rollup.kept())));
        }
        int compressed = transactions.asService(
                handle -> MetricsSql.compressBefore(handle, now.minus(WRITTEN_TO), DAYS_AT_ONCE));
        return new Maintained(made, compressed);
    }
}
