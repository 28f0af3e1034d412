package io.signalbeam.functions.audit;

import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import java.time.InstantSource;
import java.util.ArrayList;

/**
 * Gives rows of the audit trail their places in their tenant's chain. A step of its own, so that nobody who does something
 * waits for anybody else who does: only those who seal the same tenant's rows wait for each other.
 */
public final class SealAudit {
    private static final int AT_ONCE = 500;

    private final Transactions transactions;
    private final InstantSource clock;

    public SealAudit(Transactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Every tenant's rows that are there now. Answers how many that were. */
    public int all() {
        var tenants = transactions.asService(ChainSql::tenantsToSeal);
        return tenants.stream().mapToInt(this::tenant).sum();
    }

    /** One tenant's. Not inside of a transaction of the tenant's own. */
    public int tenant(TenantId tenant) {
        int sealed = 0;
        int some;
        do {
            some = step(tenant);
            sealed += some;
        } while (some == AT_ONCE);
        return sealed;
    }

    private int step(TenantId tenant) {
        return transactions.asService(tx -> {
            var head = ChainSql.lockHead(tx, tenant);
            var rows = new ArrayList<ChainSql.Sealed>();
            for (var entry : ChainSql.unsealed(tx, tenant, AT_ONCE)) {
                var link = ChainHash.link(tenant, head, entry);
                rows.add(new ChainSql.Sealed(link, entry.id(), entry));
                head = new Head(link.position(), link.hash());
            }
            if (!rows.isEmpty()) {
                ChainSql.append(tx, tenant, rows, head, clock.instant());
            }
            return rows.size();
        });
    }
}
