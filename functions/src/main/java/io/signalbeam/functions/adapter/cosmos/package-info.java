/**
 * Cosmos DB: point operations on twins.
 */
@NullMarked
package io.signalbeam.functions.adapter.cosmos;

import org.jspecify.annotations.NullMarked;
