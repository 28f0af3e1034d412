package io.signalbeam.shared.telemetry;

import java.time.Instant;

/**
 * A line.
 *
 * @param at to the millisecond
 * @param text at most {@value #MAX_LENGTH} characters, without a line break
 */
public record LogLine(Instant at, Stream stream, String text) {
    public static final int MAX_LENGTH = 16 * 1024;

    /** Where a line came from; the words are those on the wire. */
    public enum Stream {
        stdout,
        stderr,
        /** Not the container's: the agent tells what it left out. */
        agent
    }
}
