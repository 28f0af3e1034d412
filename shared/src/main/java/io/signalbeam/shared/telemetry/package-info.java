/**
 * Telemetry events: CloudEvents 1.0 in structured JSON, one event a sample set.
 */
@NullMarked
package io.signalbeam.shared.telemetry;

import org.jspecify.annotations.NullMarked;
