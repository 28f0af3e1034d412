package io.signalbeam.functions.alerts;

import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import java.time.InstantSource;
import java.util.List;

/** A tenant's alerts, those that began last first. */
final class ListAlerts {
    private final Transactions transactions;
    private final InstantSource clock;

    ListAlerts(Transactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    Paged<Alert> list(TenantId tenant, AlertsSql.Filter filter, Page page) {
        return transactions.inTenant(tenant, tx -> {
            var silences = SilencesSql.active(tx, tenant, clock.instant());
            return AlertsSql.list(tx, tenant, filter, page).map(found -> marked(found, silences));
        });
    }

    static Alert marked(AlertsSql.Found found, List<Silence> silences) {
        return found.alert().state() == AlertState.Resolved
                ? found.alert()
                : found.alert()
                        .silencedBy(silences.stream()
                                .filter(silence -> silence.matches(found.alert(), found.attributes()))
                                .map(Silence::id)
                                .toList());
    }
}
