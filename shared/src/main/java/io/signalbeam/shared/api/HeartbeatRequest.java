package io.signalbeam.shared.api;

import io.signalbeam.shared.telemetry.MetricsSample;
import java.time.Instant;
import java.util.UUID;

/**
 * {@code POST /api/devices/{id}/heartbeat}: a telemetry sample over HTTPS, for devices that cannot reach Event Hubs.
 *
 * @param eventId the CloudEvents id, so that the same sample over both ways is stored once
 */
public record HeartbeatRequest(UUID eventId, Instant at, MetricsSample metrics) {}
