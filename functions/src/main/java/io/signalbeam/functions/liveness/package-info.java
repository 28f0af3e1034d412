/**
 * Notices devices that have gone silent. That they are back is noticed where their
 * events are taken, or by their polls.
 */
@NullMarked
package io.signalbeam.functions.liveness;

import org.jspecify.annotations.NullMarked;
