/**
 * The fleet's devices: lists, one device, its changes and what happened to it.
 */
@NullMarked
package io.signalbeam.functions.devices;

import org.jspecify.annotations.NullMarked;
