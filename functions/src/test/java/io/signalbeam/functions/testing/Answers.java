package io.signalbeam.functions.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.shared.validation.FieldError;
import java.util.List;

/** Takes outcomes apart. */
public final class Answers {
    private Answers() {}

    public static <T> T value(Outcome<T> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done<T>) outcome).value();
    }

    /** Fields that a refusal names. */
    public static List<String> fields(Outcome<?> outcome) {
        return outcome instanceof Outcome.Refused<?>(Refusal.Invalid(List<FieldError> errors))
                ? errors.stream().map(FieldError::field).toList()
                : List.of("no refusal of a field: " + outcome);
    }

    public static ErrorCode conflict(Outcome<?> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused<?>) outcome).refusal() instanceof Refusal.Conflict conflict ? conflict.code() : null;
    }

    public static boolean isNotFound(Outcome<?> outcome) {
        return outcome instanceof Outcome.Refused<?> refused && refused.refusal() instanceof Refusal.NotFound;
    }
}
