/** Tests of how events reach functions. */
@NullMarked
package io.signalbeam.local.host.eventhubs;

import org.jspecify.annotations.NullMarked;
