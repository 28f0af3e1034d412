/**
 * Tests of waiting in another region.
 */
@NullMarked
package io.signalbeam.functions.standby;

import org.jspecify.annotations.NullMarked;
