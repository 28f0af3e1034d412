/**
 * Azure Web PubSub: the channel to browsers.
 */
@NullMarked
package io.signalbeam.functions.adapter.pubsub;

import org.jspecify.annotations.NullMarked;
