package io.signalbeam.functions.groups;

import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.shared.label.Selector;
import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.Validated;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code PATCH /groups/{id}}: what is absent stays as it is. */
record GroupChange(
        @Nullable String name,
        @Nullable String description,
        @Nullable String selector,
        @Nullable Integer priority) {

    private static final int MAX_DESCRIPTION = 500;
    private static final int MAX_SELECTOR = 2000;
    private static final int MAX_PRIORITY = 1000;

    Optional<Refusal> problem() {
        var errors = new FieldErrors().dnsLabel("name", name);
        if (name == null && description == null && selector == null && priority == null) {
            errors.add("", "required", "Change at least one of name, description, selector and priority.");
        }
        check(errors, description, selector, priority);
        return errors.refusal();
    }

    static void check(
            FieldErrors errors, @Nullable String description, @Nullable String selector, @Nullable Integer priority) {
        errors.length("description", description, 0, MAX_DESCRIPTION)
                .length("selector", selector, 1, MAX_SELECTOR)
                .range("priority", priority, -MAX_PRIORITY, MAX_PRIORITY);
        if (selector != null
                && Selector.parse(selector) instanceof Validated.Invalid<Selector>(List<FieldError> wrong)) {
            errors.addAll(wrong);
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
