/**
 * What containers wrote, of bundles that ask for it to be shipped: from the telemetry hub into files by device, hour and
 * container, out again by time or as it comes, and their end.
 */
@NullMarked
package io.signalbeam.functions.logs;

import org.jspecify.annotations.NullMarked;
