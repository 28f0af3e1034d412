package io.signalbeam.shared.api;

import io.signalbeam.shared.desired.AgentSettings;
import io.signalbeam.shared.desired.BundleSigning;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * @param deviceKey {@code sbd_<keyId>_<secret>}, shown this once, to be sent as {@code X-API-Key}
 * @param serverTime the server's clock as it answered
 * @param signing where the device's trust in signatures of bundles begins
 */
public record EnrollResponse(
        DeviceId deviceId,
        TenantId tenantId,
        String name,
        String deviceKey,
        AgentSettings agent,
        Instant serverTime,
        @Nullable BundleSigning signing) {

    /** Of a cloud that signs nothing. */
    public EnrollResponse(
            DeviceId deviceId,
            TenantId tenantId,
            String name,
            String deviceKey,
            AgentSettings agent,
            Instant serverTime) {
        this(deviceId, tenantId, name, deviceKey, agent, serverTime, null);
    }

    /** The same, with where trust in signatures begins. */
    public EnrollResponse believing(BundleSigning start) {
        return new EnrollResponse(deviceId, tenantId, name, deviceKey, agent, serverTime, start);
    }
}
