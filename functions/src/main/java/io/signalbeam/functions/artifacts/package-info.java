/**
 * Artifacts: files that bundles need on devices, named by the hash of their content, brought and fetched by signed addresses
 * of Blob Storage, so that no byte of them goes through the app but to be checked once. Which of them a bundle needs is the
 * business of {@code bundles}.
 */
@NullMarked
package io.signalbeam.functions.artifacts;

import org.jspecify.annotations.NullMarked;
