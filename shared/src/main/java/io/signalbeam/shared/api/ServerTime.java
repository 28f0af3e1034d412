package io.signalbeam.shared.api;

import java.time.Instant;

/** Answer to a heartbeat or a report over HTTPS. */
public record ServerTime(Instant serverTime) {}
