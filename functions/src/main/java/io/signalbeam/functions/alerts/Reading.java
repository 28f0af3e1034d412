package io.signalbeam.functions.alerts;

import io.signalbeam.shared.id.DeviceId;
import org.jspecify.annotations.Nullable;

/**
 * What a rule found on one device that it is about.
 *
 * @param value of the metric; null when there is none to judge by
 * @param score of an anomaly: robust standard deviations from the usual
 */
record Reading(
        DeviceId device, @Nullable Double value, @Nullable Double score, boolean breached) {}
