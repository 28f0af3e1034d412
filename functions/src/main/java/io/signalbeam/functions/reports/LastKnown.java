package io.signalbeam.functions.reports;

import io.signalbeam.shared.report.AgentFacts;
import io.signalbeam.shared.report.DeviceReport;
import org.jspecify.annotations.Nullable;

/**
 * What was known of a device before.
 *
 * @param sequence of the last report that was taken; 0 before the first
 * @param facts as stored with the device; null when they are none that we can read
 * @param instances which starts of its agent were heard
 */
record LastKnown(
        long sequence,
        @Nullable DeviceReport report,
        @Nullable AgentFacts facts,
        Instances instances) {}
