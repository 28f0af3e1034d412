/**
 * Tests of live updates.
 */
@NullMarked
package io.signalbeam.functions.live;

import org.jspecify.annotations.NullMarked;
