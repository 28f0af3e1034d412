package io.signalbeam.functions.parking;

import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;

/** A tenant's parked events, newest first. */
final class ListParkedEvents {
    private final Transactions transactions;

    ListParkedEvents(Transactions transactions) {
        this.transactions = transactions;
    }

    Paged<ParkedEvent> list(TenantId tenant, Page page) {
        return transactions.inTenant(tenant, handle -> ParkedEventsSql.list(handle, tenant, page));
    }
}
