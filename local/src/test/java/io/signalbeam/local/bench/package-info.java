/** Tests of how figures are written. */
@NullMarked
package io.signalbeam.local.bench;

import org.jspecify.annotations.NullMarked;
