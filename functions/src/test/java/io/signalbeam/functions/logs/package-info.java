/**
 * Tests of containers' logs, and their store in memory.
 */
@NullMarked
package io.signalbeam.functions.logs;

import org.jspecify.annotations.NullMarked;
