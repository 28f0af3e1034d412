package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.outcome.FieldErrors;
import org.jspecify.annotations.Nullable;

/**
 * How many failures are too many, of the devices that were tried: those that succeeded, failed or ran out of time. One of
 * the two bounds is set, and reaching it is too many.
 *
 * @param minimum a percentage means nothing before so many devices were tried; 1 unless set
 * @param action {@link OnFailure#Pause} unless set
 */
public record ErrorThreshold(
        @Nullable Integer count,
        @Nullable Integer percentage,
        @Nullable Integer minimum,
        @Nullable OnFailure action) {

    OnFailure actionOrUsual() {
        return action == null ? OnFailure.Pause : action;
    }

    boolean reachedBy(int failures, int tried) {
        if (failures <= 0) {
            return false;
        }
        if (count != null) {
            return failures >= count;
        }
        int least = minimum == null ? 1 : minimum;
        return percentage != null && tried >= least && (long) failures * Amount.HUNDRED >= (long) percentage * tried;
    }

    void check(FieldErrors errors, String field) {
        new Amount(count, percentage).check(errors, field);
        errors.range(field + ".minimum", minimum, 1, Amount.MOST);
    }

    /** The bound, as a person reads it. */
    @Override
    public String toString() {
        return new Amount(count, percentage).toString();
    }
}
