package io.signalbeam.functions.devices;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.util.Collection;
import org.jdbi.v3.core.Handle;

/**
 * Where devices belong, and hence what they shall run: brought into line, in the caller's transaction, after their labels,
 * facts or memberships have changed.
 */
@FunctionalInterface
public interface Placement {

    void changed(Handle tx, TenantId tenant, Collection<DeviceId> devices);
}
