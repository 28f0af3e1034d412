package io.signalbeam.local.host.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** A function's retry policy, as in its function.json. */
public sealed interface Retry {

    /** How often to try again; -1 for ever, 0 never. */
    int maxRetryCount();

    /**
     * How long to wait before an attempt.
     *
     * @param retry 1 for the first repetition
     */
    Duration delay(int retry);

    /** No policy: one attempt. */
    record None() implements Retry {
        @Override
        public int maxRetryCount() {
            return 0;
        }

        @Override
        public Duration delay(int retry) {
            return Duration.ZERO;
        }
    }

    /** The same pause before each repetition. */
    record FixedDelay(int maxRetryCount, Duration interval) implements Retry {
        @Override
        public Duration delay(int retry) {
            return interval;
        }
    }

    /** From the minimum, about twice as long each time with a fifth of jitter, up to the maximum. */
    record ExponentialBackoff(int maxRetryCount, Duration minimum, Duration maximum) implements Retry {
        @Override
        public Duration delay(int retry) {
            var grown = Math.pow(2, Math.min(retry - 1, 40)) - 1;
            var jitter = 0.8 + 0.4 * ThreadLocalRandom.current().nextDouble();
            var least = (double) minimum.toMillis();
            var millis = least + jitter * grown * least;
            return Duration.ofMillis((long) Math.min(millis, (double) maximum.toMillis()));
        }
    }

    /** Whether one more attempt is due after so many repetitions. */
    default boolean allows(int retriesDone) {
        return maxRetryCount() < 0 || retriesDone < maxRetryCount();
    }

    /** Reads the {@code retry} object of a function.json; a missing one is {@link None}. */
    static Retry read(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return new None();
        }
        var count = node.path("maxRetryCount").asInt(-1);
        var strategy = node.path("strategy").asText();
        return switch (strategy) {
            case "fixedDelay" -> new FixedDelay(count, interval(node, "delayInterval"));
            case "exponentialBackoff" ->
                new ExponentialBackoff(count, interval(node, "minimumInterval"), interval(node, "maximumInterval"));
            default -> throw new IllegalArgumentException("an unknown retry strategy: " + strategy);
        };
    }

    private static Duration interval(JsonNode node, String field) {
        return TimeSpans.required(node.path(field).asText(), "retry." + field);
    }
}
