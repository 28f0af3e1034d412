package io.signalbeam.functions.telemetry;

import io.signalbeam.functions.intake.Screening;
import io.signalbeam.functions.transaction.Transactions;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Makes room for the days to come and drops those whose time is over. */
public final class MaintainMetrics {
    private static final int DAYS_AHEAD = 3;
    /** A day longer than ingest takes rows of, so that no row's day goes between its check and its write. */
    private static final Duration KEEP = Screening.RETENTION.plusDays(1);

    private final Transactions transactions;
    private final InstantSource clock;

    public MaintainMetrics(Transactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /** In days. */
    public record Maintained(int made, int dropped) {}

    public Maintained run() {
        var now = clock.instant();
        var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        // Apart: a reader that holds up the drop must not hold up the room.
        int made = transactions.asService(handle -> MetricsSql.makeRoom(handle, today, today.plusDays(DAYS_AHEAD)));
        int dropped = transactions.asService(handle -> MetricsSql.dropBefore(handle, now.minus(KEEP)));
        return new Maintained(made, dropped);
    }
}
