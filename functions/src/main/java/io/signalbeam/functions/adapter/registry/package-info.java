/**
 * Asks container registries what they say of images, for advice. Fetching images is the devices' own business, and so are
 * credentials.
 */
@NullMarked
package io.signalbeam.functions.adapter.registry;

import org.jspecify.annotations.NullMarked;
