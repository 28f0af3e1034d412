package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.RolloutId;
import io.signalbeam.shared.id.TenantId;
import java.time.InstantSource;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Ends a rollout where it stands: what has been updated stays, devices under way come to their end by themselves, and
 * those not asked yet are left as they are. Final, and the same when it is asked for twice.
 */
final class CancelRollout {
    private final Transactions transactions;
    private final AuditTrail audit;
    private final InstantSource clock;

    CancelRollout(Transactions transactions, AuditTrail audit, InstantSource clock) {
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    Outcome<Rollout> cancel(Person person, TenantId tenant, RolloutId id) {
        return transactions.inTenant(tenant, tx -> {
            AdvanceSql.lock(tx, tenant, id);
            return RolloutsSql.find(tx, tenant, id)
                    .map(rollout -> cancel(tx, person, tenant, rollout))
                    .orElseGet(() -> Outcome.notFound("rollout", id));
        });
    }

    private Outcome<Rollout> cancel(Handle tx, Person person, TenantId tenant, Rollout rollout) {
        if (rollout.status() == RolloutStatus.Cancelled) {
            return Outcome.done(rollout);
        }
        if (!rollout.status().next().contains(RolloutStatus.Cancelled)) {
            return Outcome.conflict(ErrorCode.ROLLOUT_ENDED, "The rollout is " + rollout.status() + " already.");
        }
        var now = clock.instant();
        AdvanceSql.cancelDevices(tx, tenant, rollout.id(), now);
        AdvanceSql.end(tx, tenant, rollout.id(), RolloutStatus.Cancelled, "Cancelled by " + person.actor() + ".", now);
        audit.record(
                tx,
                person,
                "rollout.cancel",
                "rollout",
                rollout.id().toString(),
                Map.of("bundleId", rollout.bundleId(), "version", rollout.version()));
        return RolloutsSql.find(tx, tenant, rollout.id())
                .map(Outcome::done)
                .orElseGet(() -> Outcome.notFound("rollout", rollout.id()));
    }
}
