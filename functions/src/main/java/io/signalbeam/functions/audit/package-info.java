/**
 * Who did what, written in the transaction that did it.
 */
@NullMarked
package io.signalbeam.functions.audit;

import org.jspecify.annotations.NullMarked;
