package io.signalbeam.functions.commands;

import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.shared.command.CommandKind;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /devices/{id}/commands}.
 *
 * @param bundleId of the container, where it is about one
 * @param lines of a log at the most, 1 to 10000; the agent sends the last 256 KiB of them
 * @param expiresInSeconds until when the device may begin, 30 to 604800
 */
record NewCommand(
        CommandKind kind,
        @Nullable String bundleId,
        @Nullable String container,
        @Nullable Integer lines,
        @Nullable Integer expiresInSeconds) {
    private static final int HOUR = 3600;
    private static final int MOST_LINES = 10_000;
    private static final int USUAL_LINES = 500;

    Optional<Refusal> problem() {
        var errors = new FieldErrors()
                .dnsLabel("bundleId", bundleId)
                .dnsLabel("container", container)
                .range("lines", lines, 1, MOST_LINES)
                .range("expiresInSeconds", expiresInSeconds, 30, 7 * 24 * HOUR);
        about(errors, "bundleId", bundleId, kind.namesContainer());
        about(errors, "container", container, kind.namesContainer());
        if (lines != null && kind != CommandKind.FetchLogs) {
            errors.add("lines", "conflict", "Only FetchLogs takes it.");
        }
        return errors.refusal();
    }

    private void about(FieldErrors errors, String field, @Nullable String value, boolean needed) {
        if (needed && value == null) {
            errors.add(field, "required", kind + " needs it.");
        } else if (!needed && value != null) {
            errors.add(field, "conflict", kind + " is about the whole device.");
        }
    }

    @Nullable Integer mostLines() {
        return kind == CommandKind.FetchLogs ? Objects.requireNonNullElse(lines, USUAL_LINES) : null;
    }

    Duration goodFor() {
        return Duration.ofSeconds(Objects.requireNonNullElse(expiresInSeconds, HOUR));
    }
}
