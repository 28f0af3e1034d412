package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.label.Selector;
import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.Validated;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whom a rollout reaches, as callers name it; exactly one of the three is set. */
public record RolloutTarget(
        @Nullable GroupId groupId,
        @Nullable String selector,
        @Nullable List<DeviceId> deviceIds) {

    private static final int MAX_SELECTOR = 2000;
    private static final int MAX_DEVICES = 1000;

    public RolloutTarget {
        deviceIds = deviceIds == null ? null : List.copyOf(deviceIds);
    }

    /** The selector of a target that has passed {@link #check}. */
    Selector parsed() {
        var text = selector == null ? "" : selector;
        if (Selector.parse(text) instanceof Validated.Valid<Selector>(Selector good)) {
            return good;
        }
        throw new IllegalArgumentException("a selector that was not checked: " + text);
    }

    void check(FieldErrors errors) {
        long named =
                Stream.of(groupId, selector, deviceIds).filter(Objects::nonNull).count();
        if (named != 1) {
            errors.add(
                    "target",
                    named == 0 ? "required" : "conflict",
                    "It takes exactly one of groupId, selector and deviceIds.");
            return;
        }
        errors.length("target.selector", selector, 1, MAX_SELECTOR).size("target.deviceIds", deviceIds, 1, MAX_DEVICES);
        if (selector != null
                && Selector.parse(selector, "target.selector")
                        instanceof Validated.Invalid<Selector>(List<FieldError> wrong)) {
            errors.addAll(wrong);
        }
    }
}
