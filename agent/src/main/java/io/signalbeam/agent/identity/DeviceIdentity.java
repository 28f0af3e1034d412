package io.signalbeam.agent.identity;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.util.List;

/**
 * What makes this machine a device of a tenant. Holds secrets: kept in one file that only its owner can read.
 *
 * @param server where it enrolled
 * @param deviceKey sent as {@code X-API-Key}
 * @param former ids it had before it was enrolled anew; containers with those are its own
 */
public record DeviceIdentity(
        int schema,
        String server,
        DeviceId deviceId,
        TenantId tenantId,
        String name,
        String deviceKey,
        DeviceKeys keys,
        List<DeviceId> former) {

    public static final int SCHEMA = 1;

    public DeviceIdentity {
        former = List.copyOf(former == null ? List.of() : former);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "DeviceIdentity[" + deviceId + " " + name + " of " + tenantId + " at " + server + "]";
    }
}
