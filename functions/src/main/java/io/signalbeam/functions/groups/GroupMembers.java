package io.signalbeam.functions.groups;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.assignments.Reassess;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.functions.twin.ProjectTwins;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.TenantId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Puts devices into groups by name and takes them out. Groups by selector keep their members themselves. */
final class GroupMembers {
    private static final int MAX_AT_ONCE = 1000;

    private final Transactions transactions;
    private final AuditTrail audit;
    private final ProjectTwins projectTwins;

    GroupMembers(Transactions transactions, AuditTrail audit, ProjectTwins projectTwins) {
        this.transactions = transactions;
        this.audit = audit;
        this.projectTwins = projectTwins;
    }

    /** {@code POST /groups/{id}/members}. */
    record NewMembers(List<DeviceId> deviceIds) {
        NewMembers {
            deviceIds = List.copyOf(deviceIds);
        }
    }

    Outcome<Group> add(Person person, TenantId tenant, GroupId id, NewMembers members) {
        var devices = members.deviceIds();
        var size = new FieldErrors().size("deviceIds", devices, 1, MAX_AT_ONCE).refusal();
        if (size.isPresent()) {
            return Outcome.refused(size.get());
        }
        return transactions.inTenant(
                tenant,
                tx -> byName(tx, tenant, id).flatMap(group -> {
                    var present = new HashSet<>(GroupsSql.present(tx, tenant, devices));
                    var errors = new FieldErrors();
                    for (int i = 0; i < devices.size(); i++) {
                        if (!present.contains(devices.get(i).value())) {
                            errors.add("deviceIds[" + i + "]", "reference", "There is no such device.");
                        }
                    }
                    if (errors.refusal().isPresent()) {
                        return Outcome.refused(errors.refusal().get());
                    }
                    GroupsSql.addMembers(tx, tenant, id, devices);
                    Reassess.devices(tx, tenant, devices);
                    audit.record(tx, person, "group.add-members", "group", id.toString(), Map.of("deviceIds", devices));
                    projectTwins.afterCommit(devices);
                    return Groups.found(tx, tenant, id);
                }));
    }

    Outcome<GroupId> remove(Person person, TenantId tenant, GroupId id, DeviceId device) {
        return transactions.inTenant(
                tenant,
                tx -> byName(tx, tenant, id).flatMap(group -> {
                    if (!GroupsSql.removeMember(tx, tenant, id, device)) {
                        return Outcome.notFound("member", device);
                    }
                    Reassess.devices(tx, tenant, List.of(device));
                    audit.record(tx, person, "group.remove-member", "group", id.toString(), Map.of("deviceId", device));
                    projectTwins.afterCommit(List.of(device));
                    return Outcome.done(id);
                }));
    }

    private static Outcome<Group> byName(Handle tx, TenantId tenant, GroupId id) {
        return Groups.found(tx, tenant, id)
                .flatMap(group -> group.selector() == null
                        ? Outcome.done(group)
                        : Outcome.conflict(
                                ErrorCode.GROUP_BY_SELECTOR,
                                "The members of this group are those that match " + group.selector() + "."));
    }
}
