package io.signalbeam.functions.leases;

import io.signalbeam.functions.leases.PublisherPolicy.Keys;
import io.signalbeam.functions.leases.PublisherPolicy.Slot;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done about the policy's keys. The two take turns: the spare one is put in use after 90 days, and the one
 * before is made anew as soon as the last lease that it signed has ended, so that no lease ever ends before its time.
 * Pure.
 */
final class PublisherKeyCare {
    /** How long a key signs leases. */
    static final Duration LIFE = Duration.ofDays(90);
    /**
     * How long after a change the key before may still be needed: the longest lease that settings allow, made by an
     * instance that could not ask the vault for an hour and had read it five minutes before, and ten minutes of clocks.
     */
    static final Duration LEASES_END = Duration.ofDays(1).plus(Duration.ofMinutes(75));

    private PublisherKeyCare() {}

    /**
     * How it stands.
     *
     * @param inUse which of the policy's keys signs
     * @param since when it was put in use
     * @param spareBusyUntil when the last lease that the other key signed has ended; null when that key is new
     */
    record State(Slot inUse, Instant since, @Nullable Instant spareBusyUntil) {

        /** As deployed: nobody knows how old the keys are, so that it counts from now on. */
        static State begin(Slot inUse, Instant now) {
            return new State(inUse, now, now.plus(LEASES_END));
        }

        /** The other key takes over. */
        State turned(Instant now) {
            return new State(inUse.other(), now, now.plus(LEASES_END));
        }

        State spareIsNew() {
            return new State(inUse, since, null);
        }

        State spareWasUsed(Instant now) {
            return new State(inUse, since, now.plus(LEASES_END));
        }
    }

    sealed interface Step {
        /** Nothing before this time. */
        record Wait(Instant until) implements Step {}

        /**
         * What the vault has is not the key in use: a deployment wrote its own, or somebody made a key anew by hand.
         *
         * @param spareWasUsed whether it is the spare one, so that leases lean on that now
         */
        record PutBack(boolean spareWasUsed) implements Step {}

        /** No lease leans on the spare key any more. */
        record RenewSpare() implements Step {}

        /** The key in use is old, and the spare one is new. */
        record UseSpare() implements Step {}
    }

    static Step decide(State state, PublisherKey vault, Keys policy, Instant now) {
        if (!vault.equals(new PublisherKey(policy.keyName(), policy.of(state.inUse())))) {
            return new Step.PutBack(vault.key().equals(policy.of(state.inUse().other())));
        }
        var busyUntil = state.spareBusyUntil();
        if (busyUntil != null) {
            return now.isBefore(busyUntil) ? new Step.Wait(busyUntil) : new Step.RenewSpare();
        }
        var old = state.since().plus(LIFE);
        return now.isBefore(old) ? new Step.Wait(old) : new Step.UseSpare();
    }
}
