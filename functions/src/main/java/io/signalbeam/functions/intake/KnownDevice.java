package io.signalbeam.functions.intake;

import io.signalbeam.shared.id.TenantId;

/** What ingest must know of a device. */
public record KnownDevice(TenantId tenant, boolean active) {}
