package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.bundles.Quarantines;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** What a rollout does next: what the rules say, except that a version in quarantine is given to nobody. */
final class NextStep {
    private NextStep() {}

    static Decision of(Handle tx, RolloutRow rollout, Progress progress, Instant now) {
        var decision = Decider.decide(rollout.view(), progress, now);
        return decision instanceof Decision.Release
                ? Quarantines.find(tx, rollout.tenant(), rollout.bundle(), rollout.version())
                        .<Decision>map(quarantine ->
                                new Decision.Wait(quarantine.inWords(rollout.bundle(), rollout.version())))
                        .orElse(decision)
                : decision;
    }

    /** For people, in a sentence. */
    static String waitingFor(Handle tx, RolloutRow rollout, Instant now) {
        return of(tx, rollout, MeasureGates.last(tx, rollout), now) instanceof Decision.Wait(String on)
                ? on
                : "It moves on with the next tick.";
    }
}
