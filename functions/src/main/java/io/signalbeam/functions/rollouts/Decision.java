package io.signalbeam.functions.rollouts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What to do next with a rollout, and why. */
public sealed interface Decision {

    /** Go over into another state, which carries its reason where it has one. */
    record Become(RolloutState state) implements Decision {}

    /**
     * Ask Pending devices to update.
     *
     * @param throughWave of this wave and those before it
     * @param zones in whose windows it is time; null when the rollout has no windows
     * @param onlineOnly whether to leave out those that are not heard of, so that they hold no place while they sleep
     */
    record Release(int devices, int throughWave, @Nullable List<String> zones, boolean onlineOnly) implements Decision {
        public Release {
            zones = zones == null ? null : List.copyOf(zones);
        }
    }

    /** Give up on Updating devices that saw what they are asked for at this instant or before. */
    record TimeOut(Instant seenUntil) implements Decision {}

    /** Ask so many devices to go back to what they ran before, those that are updating first. */
    record TakeBack(int devices) implements Decision {}

    /** @param on a sentence for people: what the rollout waits for */
    record Wait(String on) implements Decision {}
}
