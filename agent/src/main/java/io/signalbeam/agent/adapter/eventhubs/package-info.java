/** Publishing on Azure Event Hubs with a leased token. */
@NullMarked
package io.signalbeam.agent.adapter.eventhubs;

import org.jspecify.annotations.NullMarked;
