package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.assignments.Reassess;
import io.signalbeam.functions.assignments.Scope;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.bundles.Quarantines;
import io.signalbeam.functions.live.Onlookers;
import io.signalbeam.functions.live.Topic;
import io.signalbeam.functions.transaction.BulkSql;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.functions.twin.ProjectTwins;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.RolloutId;
import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
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

    /** Each step but the last changes something that allows no step back; so many in one tick are a mistake in the rules. */
    private static final int MOST_STEPS = 1_000;

    /** Of rollouts that one instance moves on side by side, each with a connection of its own. */
    private static final int AT_ONCE = 4;

    private final Transactions transactions;
    private final AuditTrail audit;
    private final ProjectTwins projectTwins;
    private final Onlookers onlookers;
    private final InstantSource clock;

    AdvanceRollouts(
            Transactions transactions,
            AuditTrail audit,
            ProjectTwins projectTwins,
            Onlookers onlookers,
            InstantSource clock) {
        this.transactions = transactions;
        this.audit = audit;
        this.projectTwins = projectTwins;
        this.onlookers = onlookers;
        this.clock = clock;
    }

    /** One round over all tenants; a rollout that fails, or moves many devices, does not hold up the others. */
    public void tick() {
        var now = clock.instant();
        var active = new ConcurrentLinkedQueue<>(
                transactions.<List<StateSql.Name>>asService(tx -> StateSql.active(tx, now)));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < Math.min(AT_ONCE, active.size()); i++) {
                threads.execute(() -> {
                    for (var next = active.poll(); next != null; next = active.poll()) {
                        advanceOrLog(next);
                    }
                });
            }
        }
    }

    private void advanceOrLog(StateSql.Name rollout) {
        try {
            advance(rollout.tenant(), rollout.id());
        } catch (RuntimeException e) {
            LOG.warn("Rollout {} could not be moved on; the next tick tries again", rollout.id(), e);
        }
    }

    /** Answers what the rollout waits for now; null when another one is moving it or there is none. */
    Decision.@Nullable Wait advance(TenantId tenant, RolloutId id) {
        return transactions.<Decision.@Nullable Wait>inTenant(tenant, tx -> {
            var taken = StateSql.take(tx, tenant, id);
            return taken.isEmpty() ? null : advance(tx, taken.get(), clock.instant());
        });
    }

    private Decision.Wait advance(Handle tx, RolloutRow taken, Instant now) {
        var rollout = taken;
        var progress = look(tx, rollout, now);
        judge(tx, rollout, progress, now);
        for (int step = 0; step < MOST_STEPS; step++) {
            switch (NextStep.of(tx, rollout, MeasureGates.now(tx, rollout, progress, now), now)) {
                case Decision.Wait wait -> {
                    return wait;
                }
                case Decision.Become(RolloutState next) -> rollout = become(tx, rollout, next, now);
                case Decision.TimeOut(Instant seenUntil) -> {
                    ObserveSql.timeOut(tx, rollout, seenUntil, now);
                    judge(tx, rollout, ObserveSql.progress(tx, rollout), now);
                }
                case Decision.Release release -> {
                    var few = MoveSql.release(tx, rollout, release, now);
                    GateSql.noteBefore(tx, rollout);
                    asked(tx, rollout, few, now);
                }
                case Decision.TakeBack(int devices) ->
                    asked(tx, rollout, MoveSql.takeBack(tx, rollout, devices, now), now);
            }
            progress = ObserveSql.progress(tx, rollout);
            onlookers.tell(rollout.tenant(), Topic.Rollouts, Topic.Devices);
        }
        throw new IllegalStateException("rollout " + rollout.id() + " does not come to rest");
    }

    /** Takes in what has happened since the last tick. */
    private Progress look(Handle tx, RolloutRow rollout, Instant now) {
        var state = rollout.view().state();
        if (!state.status().underWay()) {
            return ObserveSql.progress(tx, rollout);
        }
        var before = ObserveSql.progress(tx, rollout);
        BulkSql.expect(tx, before.total());
        // A statement is planned each time, which takes longer than to find nothing by it.
        int changed = 0;
        if (before.count(RolloutDeviceStatus.Updating) + before.count(RolloutDeviceStatus.Succeeded) > 0) {
            changed += ObserveSql.observe(tx, rollout, now);
        }
        if (!(state instanceof RolloutState.RollingBack)) {
            int joined = SnapshotSql.join(tx, rollout);
            changed += joined;
            if (before.count(RolloutDeviceStatus.Pending) + joined > 0) {
                changed += ObserveSql.leave(tx, rollout, now);
            }
        }
        if (changed == 0) {
            return before;
        }
        onlookers.tell(rollout.tenant(), Topic.Rollouts);
        return ObserveSql.progress(tx, rollout);
    }

    /** A version that fails on too many devices is given to no further one, by whatever rollout or group. */
    private void judge(Handle tx, RolloutRow rollout, Progress progress, Instant now) {
        if (progress.failures() > 0) {
            Quarantines.judge(tx, rollout.tenant(), rollout.bundle(), rollout.version(), now)
                    .ifPresent(quarantine -> audit.record(
                            tx,
                            rollout.tenant(),
                            ACTOR,
                            "bundle.quarantine",
                            "bundle",
                            rollout.bundle(),
                            Map.of("version", rollout.version(), "reason", quarantine.reason())));
        }
    }

    /** After assignments of devices were written or dropped. */
    private void asked(Handle tx, RolloutRow rollout, List<DeviceId> few, Instant now) {
        Reassess.in(tx, rollout.tenant(), new Scope.MovedBy(rollout.id()));
        MoveSql.nudge(tx, rollout);
        MoveSql.noteGenerations(tx, rollout);
        projectTwins.afterCommit(few);
        // Those for whom something else was the better assignment are known now.
        ObserveSql.observe(tx, rollout, now);
    }

    private RolloutRow become(Handle tx, RolloutRow rollout, RolloutState next, Instant now) {
        enter(tx, rollout, next, now);
        audit.record(
                tx,
                rollout.tenant(),
                ACTOR,
                next.status().ended() ? "rollout.end" : "rollout.move",
                "rollout",
                rollout.id().toString(),
                details(next));
        return rollout.in(next);
    }

    /** Goes over into another state, with all that belongs to it. The rollout is locked. */
    void enter(Handle tx, RolloutRow rollout, RolloutState next, Instant now) {
        StateSql.become(tx, rollout, next, now);
        switch (next) {
            case RolloutState.Unstarted ignored -> {}
            case RolloutState.Running ignored -> {}
            case RolloutState.Paused ignored -> {}
            case RolloutState.RollingBack ignored -> MoveSql.cancel(tx, rollout, false, now);
            case RolloutState.Succeeded ignored -> promote(tx, rollout);
            case RolloutState.Failed ignored -> {
                MoveSql.cancel(tx, rollout, false, now);
                asked(tx, rollout, MoveSql.unask(tx, rollout, now), now);
            }
            case RolloutState.RolledBack ignored -> {}
            case RolloutState.Cancelled ignored -> MoveSql.cancel(tx, rollout, true, now);
        }
    }

    /** What the rollout asked of its devices one by one is now asked by the group, or directly. */
    private static void promote(Handle tx, RolloutRow rollout) {
        var group = rollout.group();
        if (group == null) {
            PromoteSql.toDevices(tx, rollout);
            Reassess.in(tx, rollout.tenant(), new Scope.AllOf(rollout.id()));
        } else if (Reassess.lockGroup(tx, rollout.tenant(), group)) {
            PromoteSql.toGroup(tx, rollout, group);
            Reassess.members(tx, rollout.tenant(), group);
        }
    }

    private static Map<String, Object> details(RolloutState state) {
        var details = new LinkedHashMap<String, Object>();
        var columns = StateSql.Columns.of(state);
        details.put("status", state.status());
        details.put("reason", columns.reason() == null ? "" : columns.reason());
        if (columns.wave() != null && columns.phase() != null) {
            details.put("wave", columns.wave() + 1);
            details.put("phase", columns.phase());
        }
        return details;
    }
}
