package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.outcome.ErrorCode;

/** What an action does to a rollout where it stands. */
sealed interface Verdict {

    /** It is so already: somebody asked twice. */
    record Nothing() implements Verdict {}

    record Refused(ErrorCode code, String detail) implements Verdict {}

    record Become(RolloutState state) implements Verdict {}

    /** The failed devices become Pending, and the rollout this. */
    record TryAgain(RolloutState state) implements Verdict {}
}
