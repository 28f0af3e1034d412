/**
 * A partition on disk: an append-only log of opaque records in segment files, with recovery, retention and readers that
 * read from disk as they go. What a record means is not known here.
 */
@NullMarked
package io.signalbeam.local.eventhubs.log;

import org.jspecify.annotations.NullMarked;
