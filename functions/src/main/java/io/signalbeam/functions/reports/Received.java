package io.signalbeam.functions.reports;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.report.DeviceReport;
import java.time.Instant;

/**
 * A report of a device that has shown who it is.
 *
 * @param seenAt when the cloud first had it
 */
record Received(TenantId tenant, DeviceId device, Instant seenAt, DeviceReport report) {}
