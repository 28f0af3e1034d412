/**
 * Event Hubs' protocol: AMQP 1.0 connections and their links, over plain sockets and proton-j's engine. One thread owns
 * a connection's engine; everything else reaches it through its inbox.
 */
@NullMarked
package io.signalbeam.local.eventhubs.amqp;

import org.jspecify.annotations.NullMarked;
