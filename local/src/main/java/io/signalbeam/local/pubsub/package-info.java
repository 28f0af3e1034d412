/**
 * Azure Web PubSub as far as one hub with groups needs it: the REST calls of its SDK, and the client protocol
 * {@code json.webpubsub.azure.v1}. No event handlers, no permissions of clients, one group at the most for a
 * connection, nothing that outlives a restart.
 */
@NullMarked
package io.signalbeam.local.pubsub;

import org.jspecify.annotations.NullMarked;
