/**
 * What the adapter to Cosmos DB makes of documents, whatever they hold.
 */
@NullMarked
package io.signalbeam.functions.adapter.cosmos;

import org.jspecify.annotations.NullMarked;
