package io.signalbeam.functions.limits;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.signalbeam.functions.outcome.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * So many in so long, as a token bucket: a pause of the whole window earns a burst of all of them at once, and no more.
 *
 * @param name as {@code RateLimit-Policy} gives it
 * @param quota 1 or more
 * @param seconds the window
 */
record Rate(String name, long quota, int seconds) {

    Bucket bucket(InstantSource clock) {
        return Bucket.builder()
                .addLimit(bandwidth())
                .withCustomTimePrecision(meter(clock))
                .build();
    }

    Bandwidth bandwidth() {
        return Bandwidth.builder()
                .capacity(quota)
                .refillGreedy(quota, Duration.ofSeconds(seconds))
                .build();
    }

    /** Takes one from the bucket, or says when there will be one. */
    Optional<Refusal> take(Bucket bucket) {
        var probe = bucket.tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? Optional.empty() : Optional.of(refusal(probe.getNanosToWaitForRefill()));
    }

    /** Refuses when the bucket is empty, and takes nothing. */
    Optional<Refusal> ask(Bucket bucket) {
        var probe = bucket.estimateAbilityToConsume(1);
        return probe.canBeConsumed() ? Optional.empty() : Optional.of(refusal(probe.getNanosToWaitForRefill()));
    }

    private Refusal refusal(long nanos) {
        long wait = Math.ceilDiv(nanos, TimeUnit.SECONDS.toNanos(1));
        return new Refusal.TooMany(name, quota, seconds, (int) Math.max(1, wait));
    }

    private static TimeMeter meter(InstantSource clock) {
        return new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                Instant now = clock.instant();
                return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
            }

            @Override
            public boolean isWallClockBased() {
                return true;
            }
        };
    }
}
