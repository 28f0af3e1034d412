/**
 * Tests of the archive, and its store in memory.
 */
@NullMarked
package io.signalbeam.functions.archive;

import org.jspecify.annotations.NullMarked;
