/**
 * Tests of the app as a whole: its shape, its documents, and who may call what.
 */
@NullMarked
package io.signalbeam.functions.app;

import org.jspecify.annotations.NullMarked;
