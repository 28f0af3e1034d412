/**
 * Tests of which pipelines are trusted.
 */
@NullMarked
package io.signalbeam.functions.pipelines;

import org.jspecify.annotations.NullMarked;
