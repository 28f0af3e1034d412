package io.signalbeam.functions.bundles;

import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.functions.outcome.Refusal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code POST /bundles}. */
record NewBundle(String id, @Nullable String description) {
    private static final int MAX_DESCRIPTION = 500;

    Optional<Refusal> problem() {
        return new FieldErrors()
                .dnsLabel("id", id)
                .length("description", description, 0, MAX_DESCRIPTION)
                .refusal();
    }
}
