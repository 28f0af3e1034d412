package io.signalbeam.functions.assignments;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.access.Reach;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.bundles.Quarantines;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.functions.twin.ProjectTwins;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.TenantId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Asks devices and groups for bundles, takes that back, and says what a device shall run and why. */
public final class Assignments {
    private final Transactions transactions;
    private final AuditTrail audit;
    private final ProjectTwins projectTwins;

    public Assignments(Transactions transactions, AuditTrail audit, ProjectTwins projectTwins) {
        this.transactions = transactions;
        this.audit = audit;
        this.projectTwins = projectTwins;
    }

    public Outcome<List<EffectiveBundle>> effective(TenantId tenant, DeviceId device) {
        return transactions.inTenant(
                tenant,
                tx -> AssignmentsSql.deviceExists(tx, tenant, device)
                        ? Outcome.done(best(AssignmentsSql.ranked(tx, tenant, device)))
                        : Outcome.notFound("device", device));
    }

    /** What is asked of the device and not given to it, because the version is in quarantine. */
    public List<HeldBundle> held(TenantId tenant, DeviceId device) {
        return transactions.inTenant(
                tenant,
                tx -> AssignmentsSql.ranked(tx, tenant, device).stream()
                        .flatMap(one -> one.held() == null
                                ? Stream.empty()
                                : Stream.of(new HeldBundle(one.assignment(), one.groupName(), one.held())))
                        .toList());
    }

    private static List<EffectiveBundle> best(List<AssignmentsSql.Ranked> ranked) {
        var byBundle = new LinkedHashMap<String, List<AssignmentsSql.Ranked>>();
        for (var one : ranked) {
            if (one.held() != null) {
                continue;
            }
            byBundle.computeIfAbsent(one.assignment().bundleId(), bundle -> new ArrayList<>())
                    .add(one);
        }
        return byBundle.values().stream()
                .map(all -> {
                    var winner = all.getFirst();
                    return new EffectiveBundle(
                            winner.assignment().bundleId(),
                            winner.assignment().version(),
                            winner.assignment(),
                            winner.groupName(),
                            all.stream()
                                    .skip(1)
                                    .map(AssignmentsSql.Ranked::assignment)
                                    .toList());
                })
                .toList();
    }

    /** Of the bundles in reach. */
    Outcome<List<Assignment>> ofGroup(Reach reach, TenantId tenant, GroupId group) {
        return Outcome.unless(
                reach.refuseGroup(group),
                () -> transactions.inTenant(
                        tenant,
                        tx -> AssignmentsSql.groupExists(tx, tenant, group)
                                ? Outcome.done(AssignmentsSql.ofGroup(tx, tenant, group).stream()
                                        .filter(one -> reach.refuseBundle(one.bundleId())
                                                .isEmpty())
                                        .toList())
                                : Outcome.notFound("group", group)));
    }

    Outcome<Assignment> assign(Person person, TenantId tenant, Assignee whom, BundleRef ref) {
        return switch (whom) {
            case Assignee.Device(var device) -> assign(person, tenant, device, ref);
            case Assignee.Group(var group) -> assign(person, tenant, group, ref);
        };
    }

    /** Done as well when nothing was assigned: the caller may have asked twice. */
    Outcome<Assignee> unassign(Person person, TenantId tenant, Assignee whom, String bundle) {
        return switch (whom) {
            case Assignee.Device(var device) ->
                unassign(person, tenant, device, bundle).map(gone -> whom);
            case Assignee.Group(var group) ->
                unassign(person, tenant, group, bundle).map(gone -> whom);
        };
    }

    Outcome<Assignment> assign(Person person, TenantId tenant, DeviceId device, BundleRef ref) {
        return transactions.inTenant(tenant, tx -> {
            if (!AssignmentsSql.deviceExists(tx, tenant, device)) {
                return Outcome.notFound("device", device);
            }
            return checked(tx, tenant, ref).map(good -> {
                Reassess.lock(tx, tenant, Scope.of(List.of(device)));
                var assignment = AssignmentsSql.assignDevice(tx, tenant, device, good, person.actor());
                Reassess.devices(tx, tenant, List.of(device));
                audit.record(tx, person, "device.assign", "device", device.toString(), details(good));
                projectTwins.afterCommit(List.of(device));
                return assignment;
            });
        });
    }

    Outcome<Assignment> assign(Person person, TenantId tenant, GroupId group, BundleRef ref) {
        var reach = person.reach();
        return Outcome.unless(
                reach.refuseGroup(group).or(() -> reach.refuseBundle(ref.bundleId())),
                () -> assignInReach(person, tenant, group, ref));
    }

    private Outcome<Assignment> assignInReach(Person person, TenantId tenant, GroupId group, BundleRef ref) {
        return transactions.inTenant(tenant, tx -> {
            if (!Reassess.lockGroup(tx, tenant, group)) {
                return Outcome.notFound("group", group);
            }
            return checked(tx, tenant, ref).map(good -> {
                Reassess.lock(tx, tenant, new Scope.MembersOf(group));
                var assignment = AssignmentsSql.assignGroup(tx, tenant, group, good, person.actor());
                Reassess.members(tx, tenant, group);
                audit.record(tx, person, "group.assign", "group", group.toString(), details(good));
                return assignment;
            });
        });
    }

    Outcome<DeviceId> unassign(Person person, TenantId tenant, DeviceId device, String bundle) {
        return transactions.inTenant(tenant, tx -> {
            if (!AssignmentsSql.deviceExists(tx, tenant, device)) {
                return Outcome.notFound("device", device);
            }
            Reassess.lock(tx, tenant, Scope.of(List.of(device)));
            if (AssignmentsSql.unassignDevice(tx, tenant, device, bundle)) {
                Reassess.devices(tx, tenant, List.of(device));
                audit.record(tx, person, "device.unassign", "device", device.toString(), Map.of("bundleId", bundle));
                projectTwins.afterCommit(List.of(device));
            }
            return Outcome.done(device);
        });
    }

    /** What ended rollouts left with the members is taken back too. */
    Outcome<GroupId> unassign(Person person, TenantId tenant, GroupId group, String bundle) {
        return transactions.inTenant(tenant, tx -> {
            if (!Reassess.lockGroup(tx, tenant, group)) {
                return Outcome.notFound("group", group);
            }
            var rollout = AssignmentsSql.activeRollout(tx, tenant, group, bundle);
            if (rollout.isPresent()) {
                return Outcome.conflict(
                        ErrorCode.ROLLOUT_CONFLICT,
                        "Rollout " + rollout.get() + " is bringing this bundle to the group; cancel it first.");
            }
            Reassess.lock(tx, tenant, new Scope.MembersOf(group));
            if (AssignmentsSql.unassignGroup(tx, tenant, group, bundle)) {
                Reassess.members(tx, tenant, group);
                audit.record(tx, person, "group.unassign", "group", group.toString(), Map.of("bundleId", bundle));
            }
            return Outcome.done(group);
        });
    }

    private static Outcome<BundleRef> checked(Handle tx, TenantId tenant, BundleRef ref) {
        var problem = ref.problems().refusal();
        if (problem.isPresent()) {
            return Outcome.refused(problem.get());
        }
        return AssignmentsSql.versionExists(tx, tenant, ref)
                ? Outcome.unless(
                        Quarantines.refusal(tx, tenant, ref.bundleId(), ref.version()), () -> Outcome.done(ref))
                : Outcome.invalid("version", "reference", "There is no such version of this bundle.");
    }

    private static Map<String, String> details(BundleRef ref) {
        return Map.of("bundleId", ref.bundleId(), "version", ref.version());
    }
}
