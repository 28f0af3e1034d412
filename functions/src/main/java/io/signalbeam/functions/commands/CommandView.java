package io.signalbeam.functions.commands;

import io.signalbeam.shared.command.CommandKind;
import io.signalbeam.shared.command.CommandStatus;
import io.signalbeam.shared.id.DeviceId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A command, as the API writes it.
 *
 * @param progress 0 to 100, where the device tells it
 * @param outputBytes of its output, which has an address of its own; absent where there is none
 */
@SuppressWarnings("TooManyParameters")
record CommandView(
        UUID id,
        DeviceId deviceId,
        CommandKind kind,
        @Nullable String bundleId,
        @Nullable String container,
        @Nullable Integer lines,
        CommandStatus status,
        @Nullable Integer progress,
        @Nullable String message,
        @Nullable Long outputBytes,
        Instant createdAt,
        String createdBy,
        Instant expiresAt,
        @Nullable Instant deliveredAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {}
