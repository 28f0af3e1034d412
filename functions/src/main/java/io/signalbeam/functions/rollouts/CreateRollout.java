package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.transaction.BulkSql;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.RolloutId;
import io.signalbeam.shared.id.TenantId;
import java.util.HashSet;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Makes a rollout over the devices that its target has now, and starts it. */
final class CreateRollout {
    /** More devices than these wait for the timer: the caller waits for the answer. */
    private static final int AT_ONCE = 200;

    private final Transactions transactions;
    private final AuditTrail audit;
    private final AdvanceRollouts advance;

    CreateRollout(Transactions transactions, AuditTrail audit, AdvanceRollouts advance) {
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
        var id = RolloutId.random();
        return transactions.inTenant(tenant, tx -> {
            var missing = missing(tx, tenant, wish).refusal();
            if (missing.isPresent()) {
                return Outcome.refused(missing.get());
            }
            CreateSql.insert(tx, tenant, id, wish, person.actor());
            int devices = CreateSql.snapshot(tx, tenant, id, wish);
            if (devices == 0) {
                return Outcome.conflict(ErrorCode.ROLLOUT_TARGET_EMPTY, "No device is in the target.");
            }
            BulkSql.expect(tx, devices);
            var other = CreateSql.conflict(tx, tenant, id, wish.bundleId());
            if (other.isPresent()) {
                return Outcome.conflict(
                        ErrorCode.ROLLOUT_CONFLICT,
                        "Rollout %s (%s) is bringing a version of this bundle to some of the same devices."
                                .formatted(other.get().id(), other.get().name()));
            }
            audit.record(tx, person, "rollout.create", "rollout", id.toString(), details(wish, devices));
            if (devices <= AT_ONCE) {
                transactions.afterCommit(() -> advance.advance(tenant, id));
            }
            return RolloutsSql.find(tx, tenant, id).map(Outcome::done).orElseGet(() -> Outcome.notFound("rollout", id));
        });
    }

    private static FieldErrors missing(Handle tx, TenantId tenant, NewRollout wish) {
        var errors = new FieldErrors();
        if (!CreateSql.lockBundle(tx, tenant, wish)) {
            errors.add("version", "reference", "There is no such version of this bundle.");
        }
        var group = wish.target().groupId();
        if (group != null && !CreateSql.groupExists(tx, tenant, group.value())) {
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
