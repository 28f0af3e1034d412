/**
 * Lets a read replica show how far it is behind. Which reads may go there, each use case says by the transaction that it
 * asks for.
 */
@NullMarked
package io.signalbeam.functions.replica;

import org.jspecify.annotations.NullMarked;
