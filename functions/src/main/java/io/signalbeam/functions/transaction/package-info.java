/**
 * The port through which use cases change the relational truth: one transaction for one tenant, or for triggers that\n * serve all of them. Use cases hand the transaction on; only classes named {@code *Sql} speak SQL on it.
 */
@NullMarked
package io.signalbeam.functions.transaction;

import org.jspecify.annotations.NullMarked;
