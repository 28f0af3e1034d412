/** Liveness and readiness. */
@NullMarked
package io.signalbeam.functions.health;

import org.jspecify.annotations.NullMarked;
