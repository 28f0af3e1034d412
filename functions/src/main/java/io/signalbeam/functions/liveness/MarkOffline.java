package io.signalbeam.functions.liveness;

import io.signalbeam.functions.intake.OnlineFor;
import io.signalbeam.functions.transaction.Transactions;
import java.time.InstantSource;

/** Marks devices offline that have been silent for too long. */
public final class MarkOffline {
    private final Transactions transactions;
    private final OnlineFor onlineFor;
    private final InstantSource clock;

    public MarkOffline(Transactions transactions, OnlineFor onlineFor, InstantSource clock) {
        this.transactions = transactions;
        this.onlineFor = onlineFor;
        this.clock = clock;
    }

    /** How many those were; any number of instances may run at once. */
    public int run() {
        var now = clock.instant();
        return transactions.asService(handle -> LivenessSql.markOffline(handle, now, onlineFor.bound(now)));
    }
}
