package io.signalbeam.functions.adapter;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.signalbeam.functions.outcome.TransientFailure;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How calls to the outside are tried again and given up, for every adapter alike; all figures are here. An adapter turns
 * what its SDK throws into a {@link TransientFailure} or a {@code PermanentFailure} inside the call: only the first is
 * tried again and counts against the breaker. Time limits are the SDKs' own, set where a client is built, so that a call
 * that is given up really ends.
 */
public final class Resilience {
    /** Longest that one attempt may take; adapters set it on their clients. */
    public static final Duration ATTEMPT = Duration.ofSeconds(5);

    private static final int ATTEMPTS = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final int BREAKER_CALLS = 20;
    private static final float BREAKER_PERCENT = 50;
    private static final Duration BREAKER_OPEN = Duration.ofSeconds(10);

    private final String name;
    private final Retry retry;
    private final CircuitBreaker breaker;

    private Resilience(String name) {
        this.name = name;
        this.retry = Retry.of(
                name,
                RetryConfig.custom()
                        .maxAttempts(ATTEMPTS)
                        .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(FIRST_PAUSE, 3, 0.5))
                        .retryExceptions(TransientFailure.class)
                        .build());
        this.breaker = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(BREAKER_CALLS)
                        .minimumNumberOfCalls(BREAKER_CALLS)
                        .failureRateThreshold(BREAKER_PERCENT)
                        .waitDurationInOpenState(BREAKER_OPEN)
                        .recordExceptions(TransientFailure.class)
                        .build());
    }

    /** @param name of what is called: {@code cosmos} */
    public static Resilience around(String name) {
        return new Resilience(name);
    }

    public <T extends @Nullable Object> T call(Supplier<T> call) {
        try {
            return Retry.decorateSupplier(retry, CircuitBreaker.decorateSupplier(breaker, call))
                    .get();
        } catch (CallNotPermittedException e) {
            throw new TransientFailure(name + " has not answered for a while; it is not asked for now", e);
        }
    }
}
