package io.signalbeam.functions.groups;

import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.TenantId;
import java.util.HashSet;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** For what names groups in a body's field {@code groups}. */
public final class GroupReferences {
    private GroupReferences() {}

    /** An error for each group that the tenant has not. In the caller's transaction. */
    public static FieldErrors missing(Handle tx, TenantId tenant, List<GroupId> groups) {
        var errors = new FieldErrors();
        var present = new HashSet<>(GroupsSql.known(tx, tenant, groups));
        for (int i = 0; i < groups.size(); i++) {
            if (!present.contains(groups.get(i).value())) {
                errors.add("groups[" + i + "]", "reference", "There is no such group.");
            }
        }
        return errors;
    }
}
