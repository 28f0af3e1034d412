package io.signalbeam.shared.api;

import io.signalbeam.shared.desired.AgentSettings;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.Instant;

/**
 * @param deviceKey {@code sbd_<keyId>_<secret>}, shown this once, to be sent as {@code X-API-Key}
 * @param serverTime the server's clock as it answered
 */
public record EnrollResponse(
        DeviceId deviceId, TenantId tenantId, String name, String deviceKey, AgentSettings agent, Instant serverTime) {}
