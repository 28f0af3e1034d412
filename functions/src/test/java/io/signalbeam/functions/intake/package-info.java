/**
 * Tests of intake.
 */
@NullMarked
package io.signalbeam.functions.intake;

import org.jspecify.annotations.NullMarked;
