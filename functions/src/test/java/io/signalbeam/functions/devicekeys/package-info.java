/**
 * Tests of the life of device keys.
 */
@NullMarked
package io.signalbeam.functions.devicekeys;

import org.jspecify.annotations.NullMarked;
