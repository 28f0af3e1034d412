/**
 * Signatures of bundle versions, and the keys that make them. Whether a device believes one is decided on the device.
 */
@NullMarked
package io.signalbeam.functions.signing;

import org.jspecify.annotations.NullMarked;
