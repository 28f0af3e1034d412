package io.signalbeam.functions.alerts;

import io.signalbeam.functions.transaction.Transactions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.IntSupplier;

/** Deletes what has been over for long: alerts after 90 days, silences after 30, messages after 7. */
final class ForgetAlerts {
    private static final Duration ALERTS = Duration.ofDays(90);
    private static final Duration SILENCES = Duration.ofDays(30);
    private static final Duration MESSAGES = Duration.ofDays(7);
    private static final int AT_A_TIME = 10_000;

    private final Transactions transactions;
    private final InstantSource clock;

    ForgetAlerts(Transactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /** How many rows. */
    int run() {
        var now = clock.instant();
        return all(() -> transactions.asService(tx -> AlertsSql.forgetEndedBefore(tx, now.minus(ALERTS), AT_A_TIME)))
                + all(() -> transactions.asService(
                        tx -> DeliveriesSql.forgetEndedBefore(tx, now.minus(MESSAGES), AT_A_TIME)))
                + transactions.<Integer>asService(tx -> SilencesSql.forgetEndedBefore(tx, now.minus(SILENCES)));
    }

    private static int all(IntSupplier some) {
        int total = 0;
        int deleted;
        do {
            deleted = some.getAsInt();
            total += deleted;
        } while (deleted == AT_A_TIME);
        return total;
    }
}
