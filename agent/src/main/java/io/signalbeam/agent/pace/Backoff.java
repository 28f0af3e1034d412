package io.signalbeam.agent.pace;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after the n-th failure in a row: doubling from {@code first} to {@code most}, then made shorter by
 * up to half at random, so that a fleet that failed together does not come back together.
 */
public record Backoff(Duration first, Duration most) {

    public Backoff {
        if (first.isNegative() || first.isZero() || most.compareTo(first) < 0) {
            throw new IllegalArgumentException("a back-off needs 0 < first <= most, not " + first + " and " + most);
        }
    }

    /** @param failures in a row, at least 1 */
    public Duration after(int failures, RandomGenerator random) {
        int doublings = Math.min(Math.max(failures, 1) - 1, 30);
        long bound = Math.min(most.toMillis(), first.toMillis() << doublings);
        return Duration.ofMillis(bound - (long) (random.nextDouble() * bound / 2));
    }
}
