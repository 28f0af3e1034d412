package io.signalbeam.functions.parking;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Deletes a parked event before its thirty days are over. */
final class DeleteParkedEvent {
    private final ParkingStore store;
    private final Transactions transactions;
    private final AuditTrail audit;

    DeleteParkedEvent(ParkingStore store, Transactions transactions, AuditTrail audit) {
        this.store = store;
        this.transactions = transactions;
        this.audit = audit;
    }

    Outcome<UUID> delete(Person person, TenantId tenant, UUID id) {
        return transactions.inTenant(tenant, tx -> {
            var blob = ParkedEventsSql.forget(tx, tenant, id);
            if (blob.isEmpty()) {
                return Outcome.notFound("parked event", id);
            }
            audit.record(tx, person, "parked-event.delete", "parked-event", id.toString(), Map.of());
            // Before the commit: a failure leaves the entry, and with it the way to try again.
            store.delete(List.of(blob.get()));
            return Outcome.done(id);
        });
    }
}
