/**
 * Tests of assignments and what follows from them.
 */
@NullMarked
package io.signalbeam.functions.assignments;

import org.jspecify.annotations.NullMarked;
