/** Judges from what an engine says of a container whether it is well, and for how long it has been. */
@NullMarked
package io.signalbeam.agent.health;

import org.jspecify.annotations.NullMarked;
