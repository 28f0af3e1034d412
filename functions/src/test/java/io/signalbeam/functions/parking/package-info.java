/**
 * Tests of parking, and the store in memory that other tests park in.
 */
@NullMarked
package io.signalbeam.functions.parking;

import org.jspecify.annotations.NullMarked;
