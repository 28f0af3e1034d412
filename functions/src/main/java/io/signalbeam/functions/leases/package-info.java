/**
 * Leases: what lets a device publish to Event Hubs, on its own path and for a while.
 */
@NullMarked
package io.signalbeam.functions.leases;

import org.jspecify.annotations.NullMarked;
