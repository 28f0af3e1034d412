package io.signalbeam.functions.intake;

import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.telemetry.TelemetryEvent;

/** An event that a known, active device sent about itself. */
public record Accepted<T>(Delivery delivery, TenantId tenant, TelemetryEvent<T> event) {}
