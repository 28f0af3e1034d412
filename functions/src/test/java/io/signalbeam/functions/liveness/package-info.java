/**
 * Tests of liveness.
 */
@NullMarked
package io.signalbeam.functions.liveness;

import org.jspecify.annotations.NullMarked;
