/**
 * Who did what, written in the transaction that did it, chained by hash in a step of its own, exported and checked. Whether
 * something was allowed is decided before, in {@code access}.
 */
@NullMarked
package io.signalbeam.functions.audit;

import org.jspecify.annotations.NullMarked;
