/**
 * Values that say what is wrong with input, field by field.
 */
@NullMarked
package io.signalbeam.shared.validation;

import org.jspecify.annotations.NullMarked;
