package io.signalbeam.functions.intake;

import io.signalbeam.shared.id.DeviceId;
import java.util.Map;
import java.util.Set;

/** Finds devices by id, of all tenants. Port. */
@FunctionalInterface
public interface DeviceDirectory {

    /** Those of the given devices that exist, decommissioned ones included. */
    Map<DeviceId, KnownDevice> find(Set<DeviceId> ids);
}
