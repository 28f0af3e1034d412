package io.signalbeam.shared.report;

import io.signalbeam.shared.command.CommandStatus;
import org.jspecify.annotations.Nullable;

/**
 * What a device says of a command. Reports name each that the desired state names, and for a while those that it did.
 *
 * @param progress 0 to 100, where that is known
 * @param message for people, at most {@value #MAX_MESSAGE} characters
 */
public record CommandAnswer(
        String id,
        CommandStatus status,
        @Nullable Integer progress,
        @Nullable String message) {
    public static final int MAX_MESSAGE = 1000;
}
