package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.RolloutId;
import io.signalbeam.shared.id.TenantId;
import java.util.List;
import java.util.Optional;

/** What people can see of rollouts. */
final class Rollouts {
    private final Transactions transactions;

    Rollouts(Transactions transactions) {
        this.transactions = transactions;
    }

    Paged<Rollout> list(TenantId tenant, Optional<String> bundle, List<RolloutStatus> statuses, Page page) {
        return transactions.inTenant(tenant, tx -> RolloutsSql.list(tx, tenant, bundle, statuses, page));
    }

    Outcome<Rollout> get(TenantId tenant, RolloutId id) {
        return transactions.inTenant(
                tenant,
                tx -> RolloutsSql.find(tx, tenant, id)
                        .map(Outcome::done)
                        .orElseGet(() -> Outcome.notFound("rollout", id)));
    }

    Outcome<Paged<RolloutDevice>> devices(
            TenantId tenant, RolloutId id, List<RolloutDeviceStatus> statuses, Page page) {
        return transactions.inTenant(
                tenant,
                tx -> RolloutsSql.find(tx, tenant, id).isPresent()
                        ? Outcome.done(RolloutsSql.devices(tx, tenant, id, statuses, page))
                        : Outcome.<Paged<RolloutDevice>>notFound("rollout", id));
    }
}
