package io.signalbeam.functions.assignments;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.TenantId;
import java.util.Collection;
import org.jdbi.v3.core.Handle;

/**
 * Brings what devices shall run into line with the assignments, in the caller's transaction, after whatever changed
 * assignments, memberships or priorities. Devices whose desired state changes get the next generation and a place in the
 * outbox; the others stay untouched, so that it may be called too often without harm. A decommissioned device is asked
 * for nothing.
 *
 * <p>The rule: what was assigned to the device itself beats what its groups ask for; among groups the higher priority
 * wins, then the later assignment. A rollout's row competes like an assignment of its group, as long as the device is a
 * member, or like one of the device's own when the rollout has no group.
 *
 * <p>Safe at any number of callers at once: devices are locked in the order of their ids. A caller who changes what a
 * group asks for must lock the group first ({@link #lockGroup}), or a device that joins at the same moment could miss it.
 */
public final class Reassess {
    private Reassess() {}

    /** Any number of devices; answers how many of them shall run something else now. */
    public static int devices(Handle tx, TenantId tenant, Collection<DeviceId> devices) {
        return devices.isEmpty() ? 0 : ReassessSql.run(tx, tenant, Scope.of(devices));
    }

    /** All members of a group; answers how many of them shall run something else now. */
    public static int members(Handle tx, TenantId tenant, GroupId group) {
        return ReassessSql.run(tx, tenant, new Scope.MembersOf(group));
    }

    public static int in(Handle tx, TenantId tenant, Scope scope) {
        return ReassessSql.run(tx, tenant, scope);
    }

    /** Locks the devices, as the others here do before they compute; for callers that change rows of single devices. */
    public static void lock(Handle tx, TenantId tenant, Scope scope) {
        ReassessSql.lock(tx, tenant, scope);
    }

    /** Until the transaction ends nobody joins this group. Answers whether there is such a group. */
    public static boolean lockGroup(Handle tx, TenantId tenant, GroupId group) {
        return ReassessSql.lockGroup(tx, tenant, group);
    }
}
