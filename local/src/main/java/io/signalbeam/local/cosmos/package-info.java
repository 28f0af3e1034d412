/** A stand-in of Cosmos DB's point operations for the unmodified SDK in gateway mode. No queries across partitions. */
@NullMarked
package io.signalbeam.local.cosmos;

import org.jspecify.annotations.NullMarked;
