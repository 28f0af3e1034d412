/**
 * Tests of twins and their projection.
 */
@NullMarked
package io.signalbeam.functions.twin;

import org.jspecify.annotations.NullMarked;
