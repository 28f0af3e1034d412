/**
 * An Event Hubs namespace on this machine, for the unmodified SDK. It speaks AMQP, checks tokens, enforces publisher
 * paths and keeps its events on disk; it knows nothing of SignalBeam.
 */
@NullMarked
package io.signalbeam.local.eventhubs;

import org.jspecify.annotations.NullMarked;
