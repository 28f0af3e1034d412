package io.signalbeam.functions.audit;

import io.signalbeam.functions.audit.AuditAnchors.Anchor;
import io.signalbeam.functions.audit.Finding.Kind;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checks a tenant's audit trail against its chain, and the chain against what was written down of it outside of the
 * database.
 */
final class VerifyAudit {
    static final int MOST_ROWS = 100_000;
    private static final int AT_ONCE = 1_000;
    /** A row this old has its place, unless it was put there behind the app's back. */
    private static final Duration SEALED_AFTER = Duration.ofMinutes(5);

    private final SealAudit seal;
    private final Transactions transactions;
    private final AuditAnchors anchors;
    private final InstantSource clock;

    VerifyAudit(SealAudit seal, Transactions transactions, AuditAnchors anchors, InstantSource clock) {
        this.seal = seal;
        this.transactions = transactions;
        this.anchors = anchors;
        this.clock = clock;
    }

    /**
     * @param sound whether nothing was found
     * @param rows how many were checked
     * @param end how far the check came: it goes on after that place
     * @param more whether the trail goes on
     * @param anchors how many places of this part were compared with what was written down of them
     * @param findings at most 1,000
     */
    record Report(boolean sound, long rows, Head end, boolean more, int anchors, List<Finding> findings) {}

    /**
     * @param after place to begin after; what is there is taken as true
     * @param limit rows, 1 to {@value #MOST_ROWS}
     */
    Outcome<Report> verify(TenantId tenant, long after, int limit) {
        seal.tenant(tenant);
        var known = new TreeMap<Long, Anchor>();
        anchors.read(tenant).forEach(anchor -> known.putIfAbsent(anchor.position(), anchor));
        return transactions.inTenant(
                tenant,
                tx -> ChainSql.at(tx, tenant, after)
                        .map(start -> {
                            // Before the rows: what is sealed meanwhile is not missing.
                            var head = ChainSql.head(tx, tenant);
                            var check = new ChainCheck(tenant, start);
                            var mine = known.tailMap(after, true);
                            boolean more = ChainWalk.along(check, tx, tenant, limit, AT_ONCE, mine);
                            if (!more) {
                                // What was cut off the end shows by the head here, or by the one written down.
                                ends(check, head, mine);
                                ChainSql.strays(tx, tenant, clock.instant().minus(SEALED_AFTER))
                                        .forEach(id ->
                                                check.add(Kind.Unsealed, null, id, "It has no place in the chain."));
                            }
                            return Outcome.done(report(check, more, mine));
                        })
                        .orElseGet(() -> Outcome.notFound("audit position", after)));
    }

    private static void ends(ChainCheck check, Head head, Map<Long, Anchor> anchors) {
        var furthest = head;
        for (var anchor : anchors.values()) {
            if (anchor.position() > furthest.position()) {
                furthest = new Head(anchor.position(), anchor.hash());
            }
        }
        check.end(furthest);
    }

    private static Report report(ChainCheck check, boolean more, Map<Long, Anchor> anchors) {
        var findings = check.findings();
        var end = check.last();
        int compared = (int) anchors.keySet().stream()
                .filter(position -> !more || position <= end.position())
                .count();
        return new Report(findings.isEmpty(), check.rows(), end, more, compared, findings);
    }
}
