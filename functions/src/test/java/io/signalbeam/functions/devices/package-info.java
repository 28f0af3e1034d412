/**
 * Tests of devices as people see and change them.
 */
@NullMarked
package io.signalbeam.functions.devices;

import org.jspecify.annotations.NullMarked;
