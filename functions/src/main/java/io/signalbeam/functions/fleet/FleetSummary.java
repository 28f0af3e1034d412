package io.signalbeam.functions.fleet;

/**
 * Counts of a tenant's devices.
 *
 * @param devices all but the decommissioned
 * @param parkedEvents in the last day
 */
record FleetSummary(long devices, ByStatus byStatus, long disabled, long activeRollouts, long parkedEvents) {

    /** Active devices only; the names are the API's. */
    record ByStatus(long Online, long Degraded, long Offline, long Updating) {}
}
