/** A simulated fleet: devices that enrol, poll, publish and report like real ones, but run no containers. */
@NullMarked
package io.signalbeam.local.fleet;

import org.jspecify.annotations.NullMarked;
