/** Tests of the soaks, and a slice of each against a local cloud. */
@NullMarked
package io.signalbeam.local.soak;

import org.jspecify.annotations.NullMarked;
