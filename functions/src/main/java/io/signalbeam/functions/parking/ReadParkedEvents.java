package io.signalbeam.functions.parking;

import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import java.util.UUID;

/** A tenant's parked events, newest first, and a single one whole. */
final class ReadParkedEvents {
    private final ParkingStore store;
    private final Transactions transactions;

    ReadParkedEvents(ParkingStore store, Transactions transactions) {
        this.store = store;
        this.transactions = transactions;
    }

    Paged<ParkedEvent> list(TenantId tenant, ParkedFilter filter, Page page) {
        return transactions.inTenant(tenant, tx -> ParkedEventsSql.list(tx, tenant, filter, page));
    }

    Outcome<WholeParkedEvent> read(TenantId tenant, UUID id) {
        var entry = transactions.inTenant(tenant, tx -> ParkedEventsSql.find(tx, tenant, id));
        var document = entry.isEmpty() ? null : store.read(entry.get().blob());
        return document == null
                ? Outcome.notFound("parked event", id)
                : Outcome.done(new WholeParkedEvent(
                        entry.get().event(),
                        document.properties(),
                        document.body(),
                        EventBody.decoded(document.body())));
    }
}
