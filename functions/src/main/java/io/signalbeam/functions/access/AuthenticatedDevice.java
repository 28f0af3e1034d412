package io.signalbeam.functions.access;

import io.signalbeam.functions.twin.Twin;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;

/**
 * A device whose key was accepted.
 *
 * @param keyId which of its keys
 * @param twin as read to let it in, so that a poll needs no second read
 */
public record AuthenticatedDevice(String keyId, Twin twin) {

    public DeviceId deviceId() {
        return twin.id();
    }

    public TenantId tenantId() {
        return twin.tenantId();
    }
}
