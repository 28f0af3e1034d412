package io.signalbeam.functions.replica;

import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.transaction.Transactions;

/** Writes the primary's beat, where there is a replica to see it. */
final class KeepTime {
    private final Transactions transactions;
    private final boolean watched;

    KeepTime(Transactions transactions, Settings settings) {
        this.transactions = transactions;
        this.watched = settings.postgres().readUrl() != null;
    }

    void beat() {
        if (watched) {
            transactions.<Integer>asService(BeatSql::beat);
        }
    }
}
