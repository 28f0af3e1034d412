package io.signalbeam.functions.alerts;

import io.signalbeam.shared.id.DeviceId;
import java.time.Instant;
import java.util.UUID;

/**
 * An alert that has not been resolved.
 *
 * @param firing otherwise it is pending
 * @param startedAt since when it has been breached without a break
 * @param breachedAt when that was seen last
 */
record OpenAlert(UUID id, DeviceId device, boolean firing, Instant startedAt, Instant breachedAt) {}
