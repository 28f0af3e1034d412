package io.signalbeam.functions.fleet;

import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.time.InstantSource;

/** Counts a tenant's devices, rollouts and parked events. */
final class SummarizeFleet {
    private static final Duration PARKED = Duration.ofDays(1);

    private final Transactions transactions;
    private final InstantSource clock;

    SummarizeFleet(Transactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    FleetSummary summarize(TenantId tenant) {
        var since = clock.instant().minus(PARKED);
        return transactions.reading(tenant, handle -> FleetSql.summary(handle, tenant, since));
    }
}
