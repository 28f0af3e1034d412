/**
 * Bundle manifests: what a version of a bundle asks a device to run, and everything that can be wrong with one.
 */
@NullMarked
package io.signalbeam.shared.bundle;

import org.jspecify.annotations.NullMarked;
