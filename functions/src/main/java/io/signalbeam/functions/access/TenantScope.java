package io.signalbeam.functions.access;

import io.signalbeam.shared.id.TenantId;

/** The tenant that a credential belongs to. */
public record TenantScope(TenantId id, String name) {}
