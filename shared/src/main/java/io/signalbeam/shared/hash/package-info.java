/**
 * The hash that names contents, and tells whether they are whole.
 */
@NullMarked
package io.signalbeam.shared.hash;

import org.jspecify.annotations.NullMarked;
