/**
 * Tests of bundles.
 */
@NullMarked
package io.signalbeam.functions.bundles;

import org.jspecify.annotations.NullMarked;
