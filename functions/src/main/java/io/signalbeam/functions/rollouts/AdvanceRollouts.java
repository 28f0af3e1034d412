package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.assignments.Reassess;
import io.signalbeam.functions.assignments.Scope;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.transaction.BulkSql;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.functions.twin.ProjectTwins;
import io.signalbeam.shared.id.RolloutId;
import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves every rollout on as far as it can go now, each in a transaction of its own. Any number may do so at once: a
 * rollout that another one holds is left to it. What a transaction that was broken off had done is undone with it, and
 * done by the next tick.
 */
public final class AdvanceRollouts {
    private static final Logger LOG = LoggerFactory.getLogger(AdvanceRollouts.class);
    private static final String ACTOR = "rollout engine";

    private final Transactions transactions;
    private final AuditTrail audit;
    private final ProjectTwins projectTwins;
    private final InstantSource clock;

    AdvanceRollouts(Transactions transactions, AuditTrail audit, ProjectTwins projectTwins, InstantSource clock) {
        this.transactions = transactions;
        this.audit = audit;
        this.projectTwins = projectTwins;
        this.clock = clock;
    }

    /** One round over all tenants; a rollout that fails does not hold up the others. */
    public void tick() {
        for (var active : transactions.asService(AdvanceSql::active)) {
            try {
                advance(active.tenant(), active.id());
            } catch (RuntimeException e) {
                LOG.warn("Rollout {} could not be moved on; the next tick tries again", active.id(), e);
            }
        }
    }

    /** Answers what the rollout waits for now or how it ended; null when another one is moving it or there is none. */
    @Nullable Decision advance(TenantId tenant, RolloutId id) {
        return transactions.<@Nullable Decision>inTenant(tenant, tx -> {
            var taken = AdvanceSql.take(tx, tenant, id);
            return taken.isEmpty() ? null : advance(tx, taken.get(), clock.instant());
        });
    }

    private Decision advance(Handle tx, AdvanceSql.Active rollout, Instant now) {
        BulkSql.expect(tx, AdvanceSql.progress(tx, rollout).total());
        while (true) {
            AdvanceSql.observe(tx, rollout, now);
            var decision = Decider.decide(rollout.view(), AdvanceSql.progress(tx, rollout), now);
            switch (decision) {
                case Decision.Release(int devices) -> release(tx, rollout, devices, now);
                case Decision.TimeOut(Instant seenUntil) -> AdvanceSql.timeOut(tx, rollout, seenUntil, now);
                case Decision.Succeed succeed -> {
                    promote(tx, rollout);
                    end(tx, rollout, RolloutStatus.Succeeded, null, now);
                    return succeed;
                }
                case Decision.Fail fail -> {
                    end(tx, rollout, RolloutStatus.Failed, fail.reason(), now);
                    return fail;
                }
                case Decision.Wait wait -> {
                    return wait;
                }
            }
        }
    }

    private void release(Handle tx, AdvanceSql.Active rollout, int devices, Instant now) {
        var few = AdvanceSql.release(tx, rollout, devices, now);
        Reassess.in(tx, rollout.tenant(), new Scope.ReleasedBy(rollout.id()));
        AdvanceSql.noteGenerations(tx, rollout);
        projectTwins.afterCommit(few);
    }

    /** What the rollout asked of its devices one by one is now asked by the group, or directly. */
    private static void promote(Handle tx, AdvanceSql.Active rollout) {
        var group = rollout.group();
        if (group == null) {
            AdvanceSql.promoteToDevices(tx, rollout);
            Reassess.in(tx, rollout.tenant(), new Scope.AllOf(rollout.id()));
        } else if (Reassess.lockGroup(tx, rollout.tenant(), group)) {
            AdvanceSql.promoteToGroup(tx, rollout, group);
            Reassess.members(tx, rollout.tenant(), group);
        }
    }

    private void end(Handle tx, AdvanceSql.Active rollout, RolloutStatus status, @Nullable String reason, Instant now) {
        AdvanceSql.end(tx, rollout.tenant(), rollout.id(), status, reason, now);
        audit.record(
                tx,
                rollout.tenant(),
                ACTOR,
                "rollout.end",
                "rollout",
                rollout.id().toString(),
                Map.of("status", status, "reason", reason == null ? "" : reason));
    }
}
