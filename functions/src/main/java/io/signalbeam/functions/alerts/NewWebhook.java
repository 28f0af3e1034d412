package io.signalbeam.functions.alerts;

import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.functions.outcome.Refusal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code POST /alert-webhooks}. */
record NewWebhook(String name, String url, @Nullable Severity minSeverity) {
    private static final int MAX_NAME = 100;
    private static final int MAX_URL = 2000;

    Optional<Refusal> problem(boolean allowPrivate) {
        var errors = new FieldErrors().length("name", name, 1, MAX_NAME).length("url", url, 1, MAX_URL);
        Target.problem(url, allowPrivate).ifPresent(problem -> errors.add("url", "format", problem));
        return errors.refusal();
    }
}
