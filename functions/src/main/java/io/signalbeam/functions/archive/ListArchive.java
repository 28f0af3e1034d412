package io.signalbeam.functions.archive;

import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;

/** A tenant's archived days, newest first. */
final class ListArchive {
    private final Transactions transactions;

    ListArchive(Transactions transactions) {
        this.transactions = transactions;
    }

    Paged<ArchivedDay> list(TenantId tenant, Page page) {
        return transactions.inTenant(tenant, tx -> ArchivedDaysSql.list(tx, tenant, page));
    }
}
