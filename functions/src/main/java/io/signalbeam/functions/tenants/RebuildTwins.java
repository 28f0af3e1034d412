package io.signalbeam.functions.tenants;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import java.util.Map;

/**
 * Has the twins of all of a tenant's devices written anew from PostgreSQL, through the outbox: for a store of twins that was
 * lost or damaged, or is ahead of a database that was restored. Harmless at any time and however often: a twin never goes
 * back a generation, and where it is ahead the device's generation goes past it.
 */
public final class RebuildTwins {
    private final Transactions transactions;
    private final AuditTrail audit;

    public RebuildTwins(Transactions transactions, AuditTrail audit) {
        this.transactions = transactions;
        this.audit = audit;
    }

    /** @param devices how many twins are to be written; a timer begins within ten seconds */
    public record Queued(int devices) {}

    public Outcome<Queued> rebuild(Person person, TenantId tenant) {
        return transactions.asService(tx -> {
            if (!TenantSql.exists(tx, tenant)) {
                return Outcome.refused(new Refusal.NotFound("tenant", tenant.toString()));
            }
            int devices = TenantSql.queueTwins(tx, tenant);
            audit.record(
                    tx,
                    tenant,
                    person.actor(),
                    "tenant.rebuild-twins",
                    "tenant",
                    tenant.toString(),
                    Map.of("devices", Integer.toString(devices)));
            return Outcome.done(new Queued(devices));
        });
    }
}
