/**
 * Tests of what is told of whole fleets.
 */
@NullMarked
package io.signalbeam.functions.fleet;

import org.jspecify.annotations.NullMarked;
