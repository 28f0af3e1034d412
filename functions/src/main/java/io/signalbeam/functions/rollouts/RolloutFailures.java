package io.signalbeam.functions.rollouts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the failures of a rollout have in common, as the API writes it.
 *
 * @param failed devices that failed or ran out of time with the version, whatever they were asked for afterwards
 * @param tried those, and the ones that succeeded
 * @param shares what tells the failed devices apart first, as {@link Share} says
 */
public record RolloutFailures(int failed, int tried, List<Share> shares) {

    public RolloutFailures {
        shares = List.copyOf(shares);
    }

    /** What devices can have in common. The words are the API's. */
    public enum Kind {
        /** The code that a device gave. */
        Error,
        /** The container that it named. */
        Container,
        /** Reported by the device. */
        Fact,
        Label
    }

    /**
     * Failures that have one thing in common. In the order of their share of the failures less their share of the
     * successes: what all failed devices have and no other one has is 1, and what all devices have alike is 0. An error is
     * on failed devices only, whatever its cause, so that it weighs half.
     *
     * @param key of the label or fact, such as {@code os.arch}; null for an error and a container
     * @param tried devices of which that holds, whether they failed or not; null for what only a failure has
     * @param shareOfFailures 0 to 1
     * @param failureRate of those devices, 0 to 1; null for what only a failure has
     */
    public record Share(
            Kind kind,
            @Nullable String key,
            String value,
            int failed,
            @Nullable Integer tried,
            double shareOfFailures,
            @Nullable Double failureRate) {

        static Share of(
                Kind kind, @Nullable String key, String value, int failed, @Nullable Integer tried, int allFailed) {
            return new Share(
                    kind,
                    key,
                    value,
                    failed,
                    tried,
                    part(failed, allFailed),
                    tried == null ? null : part(failed, tried));
        }

        private static double part(int some, int all) {
            return all == 0 ? 0 : (double) some / all;
        }
    }
}
