/**
 * Tests of how devices come in.
 */
@NullMarked
package io.signalbeam.functions.enrollment;

import org.jspecify.annotations.NullMarked;
