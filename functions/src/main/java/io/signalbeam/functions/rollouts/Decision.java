package io.signalbeam.functions.rollouts;

import java.time.Instant;

/** What to do next with a rollout, and why. */
public sealed interface Decision {

    /** Ask so many of the Pending devices to update. */
    record Release(int devices) implements Decision {}

    /** Give up on Updating devices that saw the new version at this instant or before. */
    record TimeOut(Instant seenUntil) implements Decision {}

    /** Every device has come to an end, and nothing speaks against the version. */
    record Succeed() implements Decision {}

    record Fail(String reason) implements Decision {}

    /** @param on a sentence for people: what the rollout waits for */
    record Wait(String on) implements Decision {}
}
