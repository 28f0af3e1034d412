/**
 * Takes in what devices say they run: from Event Hubs and over HTTPS, by the same use case. What a rollout makes of it is
 * the rollout's own affair.
 */
@NullMarked
package io.signalbeam.functions.reports;

import org.jspecify.annotations.NullMarked;
