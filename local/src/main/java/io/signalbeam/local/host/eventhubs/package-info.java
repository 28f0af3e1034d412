/** Event Hubs triggers: batches of each partition in order, retried in place, then checkpointed. No other trigger. */
@NullMarked
package io.signalbeam.local.host.eventhubs;

import org.jspecify.annotations.NullMarked;
