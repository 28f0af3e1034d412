package io.signalbeam.agent.logs;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A bucket of bytes that fills steadily. Safe to use from several threads. */
public final class RateCap {
    private final long bytesPerSecond;
    private final long burst;
    private final InstantSource steadyClock;
    private double left;
    private Instant filledAt;

    /** @param burst bytes that may come at once, at least a second's */
    public RateCap(long bytesPerSecond, long burst, InstantSource steadyClock) {
        this.bytesPerSecond = bytesPerSecond;
        this.burst = Math.max(burst, bytesPerSecond);
        this.steadyClock = steadyClock;
        this.left = this.burst;
        this.filledAt = steadyClock.instant();
    }

    /** Whether so many bytes are let through. */
    synchronized boolean takes(long bytes) {
        var now = steadyClock.instant();
        double since = Duration.between(filledAt, now).toNanos() / 1e9;
        left = Math.min((double) burst, left + since * bytesPerSecond);
        filledAt = now;
        if (bytes > left) {
            return false;
        }
        left -= bytes;
        return true;
    }
}
