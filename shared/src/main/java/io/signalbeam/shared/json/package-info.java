/**
 * The two JSON mappers of the product and how times are written. No types of the domain.
 */
@NullMarked
package io.signalbeam.shared.json;

import org.jspecify.annotations.NullMarked;
