/**
 * Samples of metrics: from Event Hubs and over HTTPS into rows and each device's latest state, and out again as time
 * series.
 */
@NullMarked
package io.signalbeam.functions.telemetry;

import org.jspecify.annotations.NullMarked;
