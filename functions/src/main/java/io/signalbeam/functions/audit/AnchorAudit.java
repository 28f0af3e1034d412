package io.signalbeam.functions.audit;

import io.signalbeam.functions.transaction.Transactions;
import java.time.Duration;
import java.time.InstantSource;

/** Writes down where chains end, outside of the database: for each tenant at most once a minute. */
public final class AnchorAudit {
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final AuditAnchors anchors;
    private final Transactions transactions;
    private final InstantSource clock;

    public AnchorAudit(AuditAnchors anchors, Transactions transactions, InstantSource clock) {
        this.anchors = anchors;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** How many tenants' chains were written down. */
    public int run() {
        var now = clock.instant();
        var due = transactions.asService(tx -> ChainSql.unanchored(tx, now.minus(EVERY)));
        for (var one : due) {
            var head = one.head();
            anchors.keep(one.tenant(), new AuditAnchors.Anchor(head.position(), head.hash(), now));
            transactions.asService(tx -> {
                ChainSql.anchored(tx, one.tenant(), head.position(), now);
                return head;
            });
        }
        return due.size();
    }
}
