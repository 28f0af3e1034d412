package io.signalbeam.functions.liveness;

import io.signalbeam.functions.intake.IngestProgressSql;
import io.signalbeam.functions.intake.OnlineFor;
import io.signalbeam.functions.live.Onlookers;
import io.signalbeam.functions.live.Topic;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import java.time.InstantSource;
import java.util.Map;

/**
 * Marks devices offline that have been silent for too long, and nobody while it is we who do not hear: because ingest is
 * behind, or because the app was away.
 */
public final class MarkOffline {
    private final Transactions transactions;
    private final Onlookers onlookers;
    private final Hearing hearing;
    private final InstantSource clock;

    public MarkOffline(Transactions transactions, OnlineFor onlineFor, Onlookers onlookers, InstantSource clock) {
        this.transactions = transactions;
        this.onlookers = onlookers;
        this.hearing = new Hearing(onlineFor);
        this.clock = clock;
    }

    /** How many those were; any number of instances may run at once. */
    public int run() {
        var now = clock.instant();
        var patience = now.minus(hearing.patience());
        return transactions.asService(handle -> {
            var resumedAt = LivenessSql.watch(handle, now, patience).orElse(null);
            return hearing.silentBefore(resumedAt, IngestProgressSql.takenAfter(handle, patience), now)
                    .map(bound -> LivenessSql.markOffline(handle, now, bound))
                    .map(this::tell)
                    .orElse(0);
        });
    }

    private int tell(Map<TenantId, Integer> gone) {
        gone.keySet().forEach(tenant -> onlookers.tell(tenant, Topic.Devices));
        return gone.values().stream().mapToInt(Integer::intValue).sum();
    }
}
