package io.signalbeam.functions.rollouts;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a person can do with a rollout that there is. */
public sealed interface RolloutAction {

    record Start() implements RolloutAction {}

    /** @param wave counted from 1; null for the one that waits */
    record Approve(@Nullable Integer wave) implements RolloutAction {}

    record Pause() implements RolloutAction {}

    record Resume() implements RolloutAction {}

    /**
     * Skip the rest of a soak.
     *
     * @param wave counted from 1; null for the one that soaks
     */
    record Promote(@Nullable Integer wave) implements RolloutAction {}

    record Cancel() implements RolloutAction {}

    /** Try its failed devices again. */
    record Retry() implements RolloutAction {}

    record RollBack() implements RolloutAction {}

    /** As in the audit's {@code rollout.pause} and in the API's paths. */
    default String word() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
