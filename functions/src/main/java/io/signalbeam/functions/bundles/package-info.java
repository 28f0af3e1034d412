/**
 * Bundles and their versions: published once, never changed, kept by the hash of their content. Who runs them is the
 * business of {@code assignments}.
 */
@NullMarked
package io.signalbeam.functions.bundles;

import org.jspecify.annotations.NullMarked;
