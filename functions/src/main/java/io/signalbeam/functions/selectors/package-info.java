/**
 * Label selectors as SQL conditions: the one translation, for lists, groups and rollouts alike.
 */
@NullMarked
package io.signalbeam.functions.selectors;

import org.jspecify.annotations.NullMarked;
