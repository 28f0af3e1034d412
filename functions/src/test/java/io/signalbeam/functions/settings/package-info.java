/**
 * Tests of what the app is told from outside.
 */
@NullMarked
package io.signalbeam.functions.settings;

import org.jspecify.annotations.NullMarked;
