/**
 * Tests of signing.
 */
@NullMarked
package io.signalbeam.functions.signing;

import org.jspecify.annotations.NullMarked;
