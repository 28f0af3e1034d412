package io.signalbeam.functions.groups;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.access.Reach;
import io.signalbeam.functions.assignments.Reassess;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.ExpectedRevision;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.TenantId;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** Makes, changes and deletes groups. What that does to their members' desired state happens in the same transaction. */
final class Groups {
    private final Transactions transactions;
    private final AuditTrail audit;
    private final InstantSource clock;

    Groups(Transactions transactions, AuditTrail audit, InstantSource clock) {
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /** Those in reach. */
    Paged<Group> list(Reach reach, TenantId tenant, Page page) {
        return transactions.inTenant(tenant, tx -> GroupsSql.list(tx, tenant, reach, page));
    }

    Outcome<Group> get(Reach reach, TenantId tenant, GroupId id) {
        return Outcome.unless(reach.refuseGroup(id), () -> transactions.inTenant(tenant, tx -> found(tx, tenant, id)));
    }

    Outcome<Group> create(Person person, TenantId tenant, NewGroup wish) {
        Optional<Refusal> problem = wish.problem();
        if (problem.isPresent()) {
            return Outcome.refused(problem.get());
        }
        var group = new Group(
                GroupId.random(),
                wish.name(),
                wish.description() == null ? "" : wish.description(),
                GroupChange.canonical(wish.selector()),
                wish.priority() == null ? 0 : wish.priority(),
                wish.timeZone(),
                0,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                1);
        return transactions.inTenant(tenant, tx -> {
            if (!GroupsSql.insert(tx, tenant, group)) {
                return nameTaken(group.name());
            }
            Membership.refreshGroup(tx, tenant, group.id());
            audit.record(tx, person, "group.create", "group", group.id().toString(), Map.of("name", group.name()));
            return found(tx, tenant, group.id());
        });
    }

    Outcome<Group> update(Person person, TenantId tenant, GroupId id, GroupChange change, ExpectedRevision expected) {
        Optional<Refusal> problem = change.problem();
        if (problem.isPresent()) {
            return Outcome.refused(problem.get());
        }
        return transactions.inTenant(tenant, tx -> {
            Reassess.lockGroup(tx, tenant, id);
            return found(tx, tenant, id).flatMap(group -> {
                if (!expected.accepts(group.revision())) {
                    return Outcome.refused(new Refusal.Stale("The group was changed since it was read."));
                }
                if (change.selector() != null && group.selector() == null) {
                    return Outcome.invalid(
                            "selector", "conflict", "The members of this group are named; it takes no selector.");
                }
                if (change.name() != null && GroupsSql.nameTaken(tx, tenant, change.name(), id)) {
                    return nameTaken(change.name());
                }
                GroupsSql.update(tx, tenant, id, change);
                if (change.selector() != null) {
                    Membership.refreshGroup(tx, tenant, id);
                }
                if (change.priority() != null) {
                    Reassess.members(tx, tenant, id);
                }
                audit.record(tx, person, "group.update", "group", id.toString(), changes(change));
                return found(tx, tenant, id);
            });
        });
    }

    /** Takes back what the group asked for; its ended rollouts go with it. */
    Outcome<GroupId> delete(Person person, TenantId tenant, GroupId id) {
        return transactions.inTenant(tenant, tx -> {
            Reassess.lockGroup(tx, tenant, id);
            return found(tx, tenant, id).flatMap(group -> {
                var rollout = GroupsSql.activeRollout(tx, tenant, id);
                if (rollout.isPresent()) {
                    return Outcome.conflict(
                            ErrorCode.ROLLOUT_CONFLICT,
                            "Rollout " + rollout.get() + " is bringing a version to this group; cancel it first.");
                }
                GroupsSql.deleteAssignments(tx, tenant, id);
                Reassess.members(tx, tenant, id);
                GroupsSql.delete(tx, tenant, id);
                audit.record(tx, person, "group.delete", "group", id.toString(), Map.of("name", group.name()));
                return Outcome.done(id);
            });
        });
    }

    static Outcome<Group> found(Handle tx, TenantId tenant, GroupId id) {
        return GroupsSql.find(tx, tenant, id).map(Outcome::done).orElseGet(() -> Outcome.notFound("group", id));
    }

    private static Map<String, Object> changes(GroupChange change) {
        var changes = new TreeMap<String, Object>();
        Optional.ofNullable(change.name()).ifPresent(value -> changes.put("name", value));
        Optional.ofNullable(change.description()).ifPresent(value -> changes.put("description", value));
        Optional.ofNullable(change.selector()).ifPresent(value -> changes.put("selector", value));
        Optional.ofNullable(change.priority()).ifPresent(value -> changes.put("priority", value));
        Optional.ofNullable(change.timeZone()).ifPresent(value -> changes.put("timeZone", value));
        return changes;
    }

    private static <T> Outcome<T> nameTaken(String name) {
        return Outcome.conflict(ErrorCode.NAME_TAKEN, "There is another group with the name " + name + ".");
    }
}
