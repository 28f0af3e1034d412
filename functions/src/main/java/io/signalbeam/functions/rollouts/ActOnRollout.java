package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.rollouts.RolloutState.Phase;
import io.signalbeam.functions.rollouts.RolloutState.Running;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.RolloutId;
import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Does with a rollout what a person asks for, where {@link ActionRules} allow it: final when it was done, the same when it
 * is asked for twice, and written down with who asked.
 */
final class ActOnRollout {
    private final Transactions transactions;
    private final AuditTrail audit;
    private final AdvanceRollouts advance;
    private final InstantSource clock;

    ActOnRollout(Transactions transactions, AuditTrail audit, AdvanceRollouts advance, InstantSource clock) {
        this.transactions = transactions;
        this.audit = audit;
        this.advance = advance;
        this.clock = clock;
    }

    Outcome<Rollout> act(Person person, TenantId tenant, RolloutId id, RolloutAction action) {
        return transactions.inTenant(tenant, tx -> {
            lockBundle(tx, tenant, id, action);
            var locked = StateSql.lock(tx, tenant, id);
            if (locked.isEmpty()) {
                return Outcome.notFound("rollout", id);
            }
            var refusal = act(tx, person, locked.get(), action);
            return refusal.isPresent()
                    ? Outcome.refused(refusal.get())
                    : RolloutsSql.find(tx, tenant, id)
                            .map(Outcome::done)
                            .orElseGet(() -> Outcome.notFound("rollout", id));
        });
    }

    /** Before the rollout, as when one is made: no other one may begin while this one looks whether any stands in its way. */
    private static void lockBundle(Handle tx, TenantId tenant, RolloutId id, RolloutAction action) {
        if (action instanceof RolloutAction.Start || action instanceof RolloutAction.Retry) {
            StateSql.find(tx, tenant, id)
                    .ifPresent(rollout -> CreateSql.lockBundle(tx, tenant, rollout.bundle(), rollout.version()));
        }
    }

    private Optional<Refusal> act(Handle tx, Person person, RolloutRow rollout, RolloutAction action) {
        var now = clock.instant();
        var before = rollout.view().state();
        var progress = ObserveSql.progress(tx, rollout);
        var asked = new ActionRules.Asked(
                rollout.view().plan(), rollout.startAt(), progress.failures(), now, person.actor());
        return switch (ActionRules.judge(action, before, asked)) {
            case Verdict.Nothing ignored -> Optional.empty();
            case Verdict.Refused(var code, var detail) -> Optional.of(new Refusal.Conflict(code, detail));
            case Verdict.Become(RolloutState next) -> {
                advance.enter(tx, rollout, next, now);
                note(tx, rollout, progress, action, person, now);
                yield begun(tx, rollout.in(next), before).or(() -> done(tx, person, rollout, action, next, progress));
            }
            case Verdict.TryAgain(RolloutState next) -> {
                MoveSql.tryAgain(tx, rollout, next instanceof RolloutState.RollingBack);
                StateSql.forgive(tx, rollout, 0, 0);
                if (!next.equals(before)) {
                    StateSql.become(tx, rollout, next, now);
                }
                yield resumed(tx, rollout.in(next), before).or(() -> done(tx, person, rollout, action, next, progress));
            }
        };
    }

    private static void note(
            Handle tx, RolloutRow rollout, Progress progress, RolloutAction action, Person person, Instant now) {
        if (action instanceof RolloutAction.Resume) {
            StateSql.forgive(tx, rollout, progress.failures(), progress.tried());
            MeasureGates.pass(tx, rollout, person.actor(), now);
        }
        if (action instanceof RolloutAction.Approve) {
            int wave = rollout.view().state() instanceof Running(int at, Phase ignored) ? at : 0;
            WavesSql.approve(tx, rollout, wave, person.actor(), now);
        }
    }

    /** A draft reaches the devices that its target has when it is started. */
    private static Optional<Refusal> begun(Handle tx, RolloutRow rollout, RolloutState before) {
        if (!(before instanceof RolloutState.Draft) || rollout.view().state() instanceof RolloutState.Cancelled) {
            return Optional.empty();
        }
        CreateSql.forgetDevices(tx, rollout);
        var target = RolloutsSql.target(tx, rollout.tenant(), rollout.id()).orElseThrow();
        return CreateRollout.refusal(tx, rollout, SnapshotSql.snapshot(tx, rollout, target));
    }

    /** One that had ended may find that another one has begun meanwhile. */
    private static Optional<Refusal> resumed(Handle tx, RolloutRow rollout, RolloutState before) {
        return before instanceof RolloutState.Failed
                ? CreateRollout.refusal(tx, rollout, Integer.MAX_VALUE)
                : Optional.empty();
    }

    private Optional<Refusal> done(
            Handle tx, Person person, RolloutRow rollout, RolloutAction action, RolloutState next, Progress progress) {
        audit.record(
                tx, person, "rollout." + action.word(), "rollout", rollout.id().toString(), details(rollout, next));
        if (progress.total() <= CreateRollout.AT_ONCE) {
            transactions.afterCommit(() -> advance.advance(rollout.tenant(), rollout.id()));
        }
        return Optional.empty();
    }

    private static Map<String, Object> details(RolloutRow rollout, RolloutState next) {
        var details = new LinkedHashMap<String, Object>();
        details.put("bundleId", rollout.bundle());
        details.put("version", rollout.version());
        details.put("status", next.status());
        if (next instanceof Running(int wave, Phase ignored)) {
            details.put("wave", wave + 1);
        }
        return details;
    }
}
