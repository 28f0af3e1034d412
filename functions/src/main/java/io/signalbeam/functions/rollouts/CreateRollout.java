package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.bundles.Quarantines;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.transaction.BulkSql;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.RolloutId;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Makes a rollout over the devices that its target has now, and starts it unless it shall be a draft. */
final class CreateRollout {
    /** More devices than these wait for the timer: the caller waits for the answer. */
    static final int AT_ONCE = 200;

    private final Transactions transactions;
    private final AuditTrail audit;
    private final AdvanceRollouts advance;
    private final InstantSource clock;

    CreateRollout(Transactions transactions, AuditTrail audit, AdvanceRollouts advance, InstantSource clock) {
        this.clock = clock;
        this.transactions = transactions;
        this.audit = audit;
        this.advance = advance;
    }

    Outcome<Rollout> create(Person person, TenantId tenant, NewRollout wish) {
        var problem = wish.problems().refusal();
        if (problem.isPresent()) {
            return Outcome.refused(problem.get());
        }
        var reach = person.reach();
        var foreign = reach.refuseBundle(wish.bundleId())
                .or(() -> reach.refuseGroup(wish.target().groupId()));
        if (foreign.isPresent()) {
            return Outcome.refused(foreign.get());
        }
        return transactions.inTenant(tenant, tx -> {
            var missing = missing(tx, tenant, wish, CreateSql.lockBundle(tx, tenant, wish.bundleId(), wish.version()))
                    .refusal();
            return missing.isPresent() ? Outcome.refused(missing.get()) : create(tx, person, tenant, wish);
        });
    }

    private Outcome<Rollout> create(Handle tx, Person person, TenantId tenant, NewRollout wish) {
        var now = clock.instant();
        var group = wish.target().groupId();
        var plan = wish.plan(CreateSql.zone(tx, tenant, group));
        var state = wish.isDraft() ? new RolloutState.Draft() : ActionRules.begun(plan, wish.startAt(), now);
        var rollout = new RolloutRow(
                RolloutId.random(),
                tenant,
                wish.bundleId(),
                wish.version(),
                group,
                wish.startAt(),
                new RolloutView(state, plan, Duration.ofSeconds(wish.deadlineOrUsual()), RolloutView.Forgiven.NOTHING));
        CreateSql.insert(tx, rollout, wish, person.actor());
        WavesSql.insert(tx, tenant, rollout.id(), plan.waves().size());
        WavesSql.note(tx, rollout, state, now);
        int devices = SnapshotSql.snapshot(tx, rollout, wish.target());
        var refusal = refusal(tx, rollout, devices);
        if (refusal.isPresent()) {
            return Outcome.refused(refusal.get());
        }
        audit.record(tx, person, "rollout.create", "rollout", rollout.id().toString(), details(wish, devices));
        if (devices <= AT_ONCE) {
            transactions.afterCommit(() -> advance.advance(tenant, rollout.id()));
        }
        return RolloutsSql.find(tx, tenant, rollout.id())
                .map(Outcome::done)
                .orElseGet(() -> Outcome.notFound("rollout", rollout.id()));
    }

    /** What keeps a rollout over so many devices, written down a moment ago, from beginning. The bundle is locked. */
    static Optional<Refusal> refusal(Handle tx, RolloutRow rollout, int devices) {
        if (devices == 0) {
            return Optional.of(new Refusal.Conflict(ErrorCode.ROLLOUT_TARGET_EMPTY, "No device is in the target."));
        }
        if (rollout.view().state() instanceof RolloutState.Draft) {
            return Optional.empty();
        }
        BulkSql.expect(tx, devices);
        var quarantined = Quarantines.refusal(tx, rollout.tenant(), rollout.bundle(), rollout.version());
        if (quarantined.isPresent()) {
            return quarantined;
        }
        return CreateSql.conflict(tx, rollout.tenant(), rollout.id())
                .map(other -> new Refusal.Conflict(
                        ErrorCode.ROLLOUT_CONFLICT, conflicts(new RolloutId(other.id()), other.name())));
    }

    static String conflicts(RolloutId other, String name) {
        return "Rollout %s (%s) is bringing a version of this bundle to some of the same devices, and has the same priority."
                .formatted(other, name);
    }

    /** @param version whether there is the version */
    static FieldErrors missing(Handle tx, TenantId tenant, NewRollout wish, boolean version) {
        var errors = new FieldErrors();
        if (!version) {
            errors.add("version", "reference", "There is no such version of this bundle.");
        }
        var group = wish.target().groupId();
        if (group != null && !CreateSql.groupExists(tx, tenant, group)) {
            errors.add("target.groupId", "reference", "There is no such group.");
        }
        var devices = wish.target().deviceIds();
        if (devices != null) {
            var present = new HashSet<>(CreateSql.present(tx, tenant, devices));
            for (int i = 0; i < devices.size(); i++) {
                if (!present.contains(devices.get(i).value())) {
                    errors.add("target.deviceIds[" + i + "]", "reference", "There is no such device.");
                }
            }
        }
        return errors;
    }

    private static Map<String, Object> details(NewRollout wish, int devices) {
        return Map.of("bundleId", wish.bundleId(), "version", wish.version(), "devices", devices);
    }
}
