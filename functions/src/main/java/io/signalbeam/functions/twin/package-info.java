/**
 * Twins: the documents that agents read and are let in by, projected from the relational truth.
 */
@NullMarked
package io.signalbeam.functions.twin;

import org.jspecify.annotations.NullMarked;
