/**
 * Tests of telemetry against a real PostgreSQL.
 */
@NullMarked
package io.signalbeam.functions.telemetry;

import org.jspecify.annotations.NullMarked;
