/**
 * Tests of commands, and the store of their outputs in memory.
 */
@NullMarked
package io.signalbeam.functions.commands;

import org.jspecify.annotations.NullMarked;
