package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.access.Reach;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.RolloutId;
import io.signalbeam.shared.id.TenantId;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What people can see of rollouts. */
final class Rollouts {
    private final Transactions transactions;

    Rollouts(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Those whose bundle and group are in reach. */
    Paged<Rollout> list(
            Reach reach, TenantId tenant, Optional<String> bundle, List<RolloutStatus> statuses, Page page) {
        return transactions.inTenant(tenant, tx -> RolloutsSql.list(tx, tenant, reach, bundle, statuses, page));
    }

    Outcome<Rollout> get(Reach reach, TenantId tenant, RolloutId id) {
        return transactions.inTenant(tenant, tx -> found(tx, reach, tenant, id));
    }

    Outcome<Paged<RolloutDevice>> devices(
            Reach reach, TenantId tenant, RolloutId id, List<RolloutDeviceStatus> statuses, Page page) {
        return transactions.inTenant(
                tenant,
                tx -> found(tx, reach, tenant, id).map(rollout -> RolloutsSql.devices(tx, tenant, id, statuses, page)));
    }

    private static Outcome<Rollout> found(Handle tx, Reach reach, TenantId tenant, RolloutId id) {
        return RolloutsSql.find(tx, tenant, id)
                .map(rollout -> Outcome.unless(
                        reach.refuseBundle(rollout.bundleId())
                                .or(() -> reach.refuseGroup(rollout.target().groupId())),
                        () -> Outcome.done(rollout)))
                .orElseGet(() -> Outcome.notFound("rollout", id));
    }
}
