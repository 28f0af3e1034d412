package io.signalbeam.shared.desired;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that a device shall do once. It is named as long as the device has not answered.
 *
 * @param id UUIDv7; a device does nothing twice under one id
 * @param kind a word of {@code command.CommandKind}; a device answers one that it does not know with Failed
 * @param issuedAt by the server's clock
 * @param expiresAt until when it may be begun, by the server's clock
 * @param bundleId of the container that it is about, where it is about one
 * @param lines at the most, of a log
 */
public record DesiredCommand(
        String id,
        String kind,
        Instant issuedAt,
        Instant expiresAt,
        @Nullable String bundleId,
        @Nullable String container,
        @Nullable Integer lines) {}
