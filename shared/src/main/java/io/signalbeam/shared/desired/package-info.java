/**
 * What the cloud asks of a device: the twin's document as an agent reads it.
 */
@NullMarked
package io.signalbeam.shared.desired;

import org.jspecify.annotations.NullMarked;
