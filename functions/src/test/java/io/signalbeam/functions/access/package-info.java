/**
 * Tests of who is let in.
 */
@NullMarked
package io.signalbeam.functions.access;

import org.jspecify.annotations.NullMarked;
