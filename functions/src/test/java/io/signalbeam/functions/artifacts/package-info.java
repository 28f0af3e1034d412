/**
 * Tests of artifacts, and their store in memory.
 */
@NullMarked
package io.signalbeam.functions.artifacts;

import org.jspecify.annotations.NullMarked;
