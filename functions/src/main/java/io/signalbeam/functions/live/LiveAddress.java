package io.signalbeam.functions.live;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a client hears of changes.
 *
 * @param protocol WebSocket subprotocol to ask for
 * @param url to connect to, secret; null where this installation pushes nothing, so that clients ask by themselves
 * @param expiresAt until when it must be connected to; null without {@code url}
 */
record LiveAddress(
        String protocol, @Nullable URI url, @Nullable Instant expiresAt) {}
