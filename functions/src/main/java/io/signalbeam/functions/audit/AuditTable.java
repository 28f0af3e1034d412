package io.signalbeam.functions.audit;

import io.signalbeam.functions.audit.Finding.Kind;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks the chains of a database from its first row to its last, without the app. Nothing is sealed by it. */
public final class AuditTable {
    private static final int AT_ONCE = 1_000;
    private static final Duration SEALED_AFTER = Duration.ofMinutes(5);

    private final Transactions transactions;

    public AuditTable(Transactions transactions) {
        this.transactions = transactions;
    }

    /** @param findings empty when nothing was found */
    public record Result(TenantId tenant, long rows, Head end, List<Finding> findings) {}

    /** Tenants that have a chain. */
    public List<TenantId> tenants() {
        return transactions.asService(ChainSql::tenantsWithChain);
    }

    /** @param known a place and its hash that somebody has written down */
    public Result check(TenantId tenant, Optional<Head> known, Instant now) {
        return transactions.asService(tx -> {
            var head = ChainSql.head(tx, tenant);
            var check = new ChainCheck(tenant, Head.START);
            var anchors = known.map(
                            one -> Map.of(one.position(), new AuditAnchors.Anchor(one.position(), one.hash(), now)))
                    .orElse(Map.of());
            boolean unused = ChainWalk.along(check, tx, tenant, Integer.MAX_VALUE, AT_ONCE, anchors);
            check.end(known.filter(one -> one.position() > head.position()).orElse(head));
            ChainSql.strays(tx, tenant, now.minus(SEALED_AFTER))
                    .forEach(id -> check.add(Kind.Unsealed, null, id, "It has no place in the chain."));
            return new Result(tenant, check.rows(), check.last(), check.findings());
        });
    }
}
