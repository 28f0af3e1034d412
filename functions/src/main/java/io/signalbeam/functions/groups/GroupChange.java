package io.signalbeam.functions.groups;

import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.shared.label.Selector;
import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.Validated;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code PATCH /groups/{id}}: what is absent stays as it is. */
record GroupChange(
        @Nullable String name,
        @Nullable String description,
        @Nullable String selector,
        @Nullable Integer priority,
        @Nullable String timeZone) {

    private static final int MAX_DESCRIPTION = 500;
    private static final int MAX_SELECTOR = 2000;
    private static final int MAX_PRIORITY = 1000;

    GroupChange(
            @Nullable String name,
            @Nullable String description,
            @Nullable String selector,
            @Nullable Integer priority) {
        this(name, description, selector, priority, null);
    }

    Optional<Refusal> problem() {
        var errors = new FieldErrors().dnsLabel("name", name);
        if (name == null && description == null && selector == null && priority == null && timeZone == null) {
            errors.add("", "required", "Change at least one of name, description, selector, priority and timeZone.");
        }
        check(errors, description, selector, priority, "".equals(timeZone) ? null : timeZone);
        return errors.refusal();
    }

    static void check(
            FieldErrors errors,
            @Nullable String description,
            @Nullable String selector,
            @Nullable Integer priority,
            @Nullable String timeZone) {
        errors.length("description", description, 0, MAX_DESCRIPTION)
                .length("selector", selector, 1, MAX_SELECTOR)
                .range("priority", priority, -MAX_PRIORITY, MAX_PRIORITY);
        if (selector != null
                && Selector.parse(selector) instanceof Validated.Invalid<Selector>(List<FieldError> wrong)) {
            errors.addAll(wrong);
        }
        if (timeZone != null && !ZoneId.getAvailableZoneIds().contains(timeZone)) {
            errors.add("timeZone", "unknown", "It takes the name of a time zone, such as Europe/Berlin.");
        }
    }

    /** The canonical text of a selector that has passed {@link #problem}. */
    static @Nullable String canonical(@Nullable String selector) {
        return selector == null ? null : parsed(selector).toString();
    }

    static Selector parsed(String selector) {
        return switch (Selector.parse(selector)) {
            case Validated.Valid<Selector>(Selector value) -> value;
            case Validated.Invalid<Selector>(List<FieldError> errors) ->
                throw new IllegalArgumentException(errors.toString());
        };
    }
}
