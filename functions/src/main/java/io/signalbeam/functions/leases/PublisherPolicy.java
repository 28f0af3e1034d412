package io.signalbeam.functions.leases;

/**
 * Policies that may only send, one of each namespace and by its resource id, as Event Hubs keeps them: two keys, either of
 * which signs tokens that are good. Throws
 * {@link io.signalbeam.functions.outcome.TransientFailure} when it does not answer and
 * {@link io.signalbeam.functions.outcome.PermanentFailure} when it refuses.
 */
public interface PublisherPolicy {

    /** Which of the two. */
    enum Slot {
        PRIMARY,
        SECONDARY;

        Slot other() {
            return this == PRIMARY ? SECONDARY : PRIMARY;
        }
    }

    /** @param keyName of the policy, as tokens name it */
    record Keys(String keyName, String primary, String secondary) {

        String of(Slot slot) {
            return slot == Slot.PRIMARY ? primary : secondary;
        }

        @Override
        public String toString() {
            return "Keys[" + keyName + ", ***]";
        }
    }

    Keys keys(String policy);

    /** Makes one of the keys anew: what it had signed is good no more. Answers the keys as they are then. */
    Keys regenerate(String policy, Slot slot);
}
