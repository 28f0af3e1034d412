/**
 * Rules over what devices measure, the alerts that come of them, silences, and telling the outside by webhook. How
 * samples are stored and rolled up is telemetry's.
 */
@NullMarked
package io.signalbeam.functions.alerts;

import org.jspecify.annotations.NullMarked;
