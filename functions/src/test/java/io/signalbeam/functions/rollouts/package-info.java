/**
 * Tests of rollouts.
 */
@NullMarked
package io.signalbeam.functions.rollouts;

import org.jspecify.annotations.NullMarked;
