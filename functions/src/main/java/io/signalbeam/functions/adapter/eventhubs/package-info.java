/**
 * Event Hubs, as far as the app itself touches it: the host receives, and devices send.
 */
@NullMarked
package io.signalbeam.functions.adapter.eventhubs;

import org.jspecify.annotations.NullMarked;
