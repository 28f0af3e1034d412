package io.signalbeam.agent.pace;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A bucket that fills steadily, with bytes or whatever else there may only be so much of. Safe to use from several threads. */
public final class RateCap {
    private final long perSecond;
    private final long burst;
    private final InstantSource steadyClock;
    private double left;
    private Instant filledAt;

    /** @param burst as much as may come at once, at least a second's */
    public RateCap(long perSecond, long burst, InstantSource steadyClock) {
        this.perSecond = perSecond;
        this.burst = Math.max(burst, perSecond);
        this.steadyClock = steadyClock;
        this.left = this.burst;
        this.filledAt = steadyClock.instant();
    }

    /** Whether so much is let through. */
    public synchronized boolean takes(long much) {
        var now = steadyClock.instant();
        double since = Duration.between(filledAt, now).toNanos() / 1e9;
        left = Math.min((double) burst, left + since * perSecond);
        filledAt = now;
        if (much > left) {
            return false;
        }
        left -= much;
        return true;
    }
}
