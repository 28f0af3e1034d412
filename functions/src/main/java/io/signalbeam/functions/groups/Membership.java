package io.signalbeam.functions.groups;

import io.signalbeam.functions.assignments.Reassess;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.TenantId;
import java.util.Collection;
import org.jdbi.v3.core.Handle;

/**
 * Keeps the members of groups by selector, and what they shall run with them, in the caller's transaction. To be called
 * whenever labels, facts or a selector have changed; calling it too often does no harm.
 */
public final class Membership {
    private Membership() {}

    /** After labels or facts of these devices changed. Answers how many of them shall run something else now. */
    public static int refresh(Handle tx, TenantId tenant, Collection<DeviceId> devices) {
        if (devices.isEmpty()) {
            return 0;
        }
        for (var group : MembershipSql.bySelector(tx, tenant)) {
            MembershipSql.refresh(tx, tenant, group, devices);
        }
        return Reassess.devices(tx, tenant, devices);
    }

    /** After a group was given a selector. Answers how many devices shall run something else now. */
    public static int refreshGroup(Handle tx, TenantId tenant, GroupId id) {
        return MembershipSql.bySelector(tx, tenant).stream()
                .filter(group -> group.id().equals(id))
                .mapToInt(group -> Reassess.devices(tx, tenant, MembershipSql.refreshAll(tx, tenant, group)))
                .sum();
    }
}
