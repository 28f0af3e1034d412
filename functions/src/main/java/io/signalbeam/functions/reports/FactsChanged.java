package io.signalbeam.functions.reports;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.util.Collection;
import org.jdbi.v3.core.Handle;

/** What follows from new facts of devices: groups by selector gain and lose members. Port. */
@FunctionalInterface
public interface FactsChanged {

    /** In the transaction that has changed them; all of one tenant. */
    void of(Handle tx, TenantId tenant, Collection<DeviceId> devices);
}
