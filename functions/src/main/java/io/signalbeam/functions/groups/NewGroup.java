package io.signalbeam.functions.groups;

import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.functions.outcome.Refusal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code POST /groups}. */
record NewGroup(
        String name,
        @Nullable String description,
        @Nullable String selector,
        @Nullable Integer priority,
        @Nullable String timeZone) {

    NewGroup(String name, @Nullable String description, @Nullable String selector, @Nullable Integer priority) {
        this(name, description, selector, priority, null);
    }

    Optional<Refusal> problem() {
        var errors = new FieldErrors().dnsLabel("name", name);
        GroupChange.check(errors, description, selector, priority, timeZone);
        return errors.refusal();
    }
}
