package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.access.Reach;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.RolloutId;
import io.signalbeam.shared.id.TenantId;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What people can see of rollouts. */
final class Rollouts {
    /** More would be no glance any more. */
    private static final int MOST_SHARES = 50;

    private final Transactions transactions;
    private final InstantSource clock;

    Rollouts(Transactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Those whose bundle and group are in reach. */
    Paged<Rollout> list(
            Reach reach, TenantId tenant, Optional<String> bundle, List<RolloutStatus> statuses, Page page) {
        return transactions.inTenant(tenant, tx -> RolloutsSql.list(tx, tenant, reach, bundle, statuses, page));
    }

    Outcome<Rollout> get(Reach reach, TenantId tenant, RolloutId id) {
        return transactions.inTenant(tenant, tx -> {
            var waitingFor =
                    StateSql.find(tx, tenant, id).map(rollout -> NextStep.waitingFor(tx, rollout, clock.instant()));
            return found(tx, reach, tenant, id, waitingFor.orElse(null));
        });
    }

    Outcome<Paged<RolloutDevice>> devices(
            Reach reach, TenantId tenant, RolloutId id, List<RolloutDeviceStatus> statuses, Page page) {
        return transactions.inTenant(
                tenant,
                tx -> found(tx, reach, tenant, id, null)
                        .map(rollout -> RolloutsSql.devices(tx, tenant, id, statuses, page)));
    }

    Outcome<RolloutFailures> failures(Reach reach, TenantId tenant, RolloutId id) {
        return transactions.inTenant(
                tenant,
                tx -> found(tx, reach, tenant, id, null).map(rollout -> FailuresSql.of(tx, tenant, id, MOST_SHARES)));
    }

    private static Outcome<Rollout> found(
            Handle tx, Reach reach, TenantId tenant, RolloutId id, @Nullable String waitingFor) {
        return RolloutsSql.find(tx, tenant, id, waitingFor)
                .map(rollout -> Outcome.unless(
                        reach.refuseBundle(rollout.bundleId())
                                .or(() -> reach.refuseGroup(rollout.target().groupId())),
                        () -> Outcome.done(rollout)))
                .orElseGet(() -> Outcome.notFound("rollout", id));
    }
}
