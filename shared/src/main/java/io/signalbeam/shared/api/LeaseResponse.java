package io.signalbeam.shared.api;

import java.time.Instant;

/**
 * {@code POST /api/agent/lease}: where this device publishes, and tokens that are good for its own publisher path only.
 *
 * @param mode {@code persistent} (keep one connection for telemetry) or {@code burst} (connect, drain, close)
 * @param renewAt three quarters of the way to {@code expiresAt}
 */
public record LeaseResponse(
        String mode, Channel telemetry, Channel reports, Instant expiresAt, Instant renewAt, Instant serverTime) {

    /**
     * @param hub {@code device-telemetry} or {@code device-reports}
     * @param connectionString for the Event Hubs SDK, whole: endpoint, SharedAccessSignature, and as EntityPath
     *     {@code <hub>/publishers/<deviceId>}
     */
    public record Channel(String hub, String connectionString) {}
}
