package io.signalbeam.agent.pace;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Starts at the wall clock's time and then only counts the seconds that pass, so that deadlines hold when somebody sets
 * the wall clock. Good for comparing times of one process; not for telling anybody the time.
 */
public final class SteadyClock implements InstantSource {
    private final Instant start;
    private final long startNanos;

    public SteadyClock() {
        start = Clock.systemUTC().instant();
        startNanos = System.nanoTime();
    }

    @Override
    public Instant instant() {
        return start.plusNanos(System.nanoTime() - startNanos);
    }
}
