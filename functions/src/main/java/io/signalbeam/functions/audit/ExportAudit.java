package io.signalbeam.functions.audit;

import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;

/** Writes a part of a tenant's chain as JSON lines, bounded in rows and in size: the next part begins where it ends. */
public final class ExportAudit {
    public static final int MOST_ROWS = 10_000;
    private static final int MOST_CHARACTERS = 8 * 1024 * 1024;
    private static final int AT_ONCE = 500;

    private final SealAudit seal;
    private final Transactions transactions;

    ExportAudit(SealAudit seal, Transactions transactions) {
        this.seal = seal;
        this.transactions = transactions;
    }

    /** @param end the last place in it, to go on after */
    public record Export(String lines, Head end, boolean more) {}

    /**
     * @param after place to begin after; 0 for the beginning
     * @param limit rows, 1 to {@value #MOST_ROWS}
     */
    public Outcome<Export> export(TenantId tenant, long after, int limit) {
        seal.tenant(tenant);
        return transactions.inTenant(
                tenant,
                tx -> ChainSql.at(tx, tenant, after)
                        .map(start -> {
                            // Before the rows: what is sealed meanwhile is not missing.
                            var head = ChainSql.head(tx, tenant);
                            var lines = new StringBuilder();
                            AuditLine.write(lines, AuditLine.Start.of(tenant, start));
                            var end = start;
                            int rows = 0;
                            boolean some = true;
                            while (some && rows < limit && lines.length() < MOST_CHARACTERS) {
                                var part = ChainSql.read(tx, tenant, end.position(), Math.min(AT_ONCE, limit - rows));
                                for (var row : part) {
                                    // One that is gone leaves a gap, which the check of the export names.
                                    if (row.entry() != null) {
                                        AuditLine.write(lines, AuditLine.Row.of(row.link(), row.entry()));
                                    }
                                    end = new Head(
                                            row.link().position(), row.link().hash());
                                }
                                rows += part.size();
                                some = !part.isEmpty();
                            }
                            // Where the rows end before the head that is on record, the rest was cut off.
                            var last = !some && head.position() > end.position() ? head : end;
                            boolean more = some && head.position() > end.position();
                            AuditLine.write(lines, AuditLine.End.of(last, more));
                            return Outcome.done(new Export(lines.toString(), last, more));
                        })
                        .orElseGet(() -> Outcome.notFound("audit position", after)));
    }
}
