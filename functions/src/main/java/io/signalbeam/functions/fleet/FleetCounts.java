package io.signalbeam.functions.fleet;

import io.signalbeam.shared.id.TenantId;

/**
 * What operators watch of a tenant.
 *
 * @param online active devices that are heard of, in whatever state
 * @param offline active devices that are not, those that never were included
 * @param paused rollouts that wait for a person to resume or end them
 */
record FleetCounts(TenantId tenant, long online, long offline, long paused) {}
