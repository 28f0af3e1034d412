package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.outcome.FieldErrors;
import org.jspecify.annotations.Nullable;

/**
 * So many devices, or so many of a hundred; exactly one of the two is set.
 *
 * @param count 1 to 1,000,000
 * @param percentage 1 to 100
 */
public record Amount(@Nullable Integer count, @Nullable Integer percentage) {
    static final int MOST = 1_000_000;
    static final int HUNDRED = 100;

    static Amount count(int devices) {
        return new Amount(devices, null);
    }

    static Amount percentage(int percent) {
        return new Amount(null, percent);
    }

    /** Of so many; a part of a device counts as one, so that there is always somewhere to begin. */
    int of(int total) {
        return count != null ? count : Math.max(1, ceilPercent(percentage == null ? HUNDRED : percentage, total));
    }

    static int ceilPercent(int percent, int total) {
        return Math.toIntExact(Math.ceilDiv((long) percent * total, HUNDRED));
    }

    void check(FieldErrors errors, String field) {
        errors.range(field + ".count", count, 1, MOST).range(field + ".percentage", percentage, 1, HUNDRED);
        if ((count == null) == (percentage == null)) {
            errors.add(field, count == null ? "required" : "conflict", "It takes one of count and percentage.");
        }
    }

    @Override
    public String toString() {
        return count != null ? Counted.devices(count) : percentage + " %";
    }
}
