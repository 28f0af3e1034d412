package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.shared.label.Selector;
import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.Validated;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Some of a rollout's devices, which come before the next wave's. Waves with a selector take what they match, the first
 * that does; the others share the rest in their order, and the last wave takes all that is left.
 *
 * @param percentage of all devices of the rollout, 1 to 100
 * @param successThreshold so many of a hundred devices must have succeeded before the wave has come through: 1 to 100
 * @param soakSeconds from then until the next wave begins: 0 to 30 days
 * @param approval whether somebody must say so before it begins
 */
public record Wave(
        @Nullable String name,
        @Nullable Integer percentage,
        @Nullable Integer count,
        @Nullable String selector,
        @Nullable Integer successThreshold,
        @Nullable Integer soakSeconds,
        @Nullable Boolean approval) {

    static final Wave OF_ALL = new Wave(null, null, null, null, null, null, null);
    private static final int MAX_NAME = 100;
    private static final int MAX_SELECTOR = 2000;
    private static final int MAX_SOAK = 30 * 24 * 3600;

    int threshold() {
        return successThreshold == null ? Amount.HUNDRED : successThreshold;
    }

    Duration soak() {
        return Duration.ofSeconds(soakSeconds == null ? 0 : soakSeconds);
    }

    boolean needsApproval() {
        return Boolean.TRUE.equals(approval);
    }

    /** The selector of a wave that has one and has passed {@link #check}. */
    Selector parsed() {
        if (Selector.parse(selector == null ? "" : selector) instanceof Validated.Valid<Selector>(Selector good)) {
            return good;
        }
        throw new IllegalArgumentException("a selector that was not checked: " + selector);
    }

    /** @param last whether it may go without a size */
    void check(FieldErrors errors, String field, boolean last) {
        long sizes =
                Stream.of(percentage, count, selector).filter(Objects::nonNull).count();
        if (sizes > 1 || (sizes == 0 && !last)) {
            errors.add(
                    field,
                    sizes == 0 ? "required" : "conflict",
                    "It takes one of percentage, count and selector; the last wave may go without.");
        }
        errors.length(field + ".name", name, 1, MAX_NAME)
                .range(field + ".percentage", percentage, 1, Amount.HUNDRED)
                .range(field + ".count", count, 1, Amount.MOST)
                .length(field + ".selector", selector, 1, MAX_SELECTOR)
                .range(field + ".successThreshold", successThreshold, 1, Amount.HUNDRED)
                .range(field + ".soakSeconds", soakSeconds, 0, MAX_SOAK);
        if (selector != null
                && Selector.parse(selector, field + ".selector")
                        instanceof Validated.Invalid<Selector>(List<FieldError> wrong)) {
            errors.addAll(wrong);
        }
    }
}
