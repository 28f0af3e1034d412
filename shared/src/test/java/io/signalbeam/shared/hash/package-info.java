/**
 * Tests of the hash.
 */
@NullMarked
package io.signalbeam.shared.hash;

import org.jspecify.annotations.NullMarked;
