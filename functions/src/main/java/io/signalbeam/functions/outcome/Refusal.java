package io.signalbeam.functions.outcome;

import io.signalbeam.shared.validation.FieldError;
import java.util.List;

/** Why a request was understood and yet not done. An expected answer, hence a value and no exception. */
public sealed interface Refusal {

    /** @param kind in the words of the API: {@code device}, {@code group} */
    record NotFound(String kind, String id) implements Refusal {}

    /** The input breaks rules that can be named field by field. */
    record Invalid(List<FieldError> errors) implements Refusal {
        public Invalid {
            errors = List.copyOf(errors);
        }

        public static Invalid of(String field, String code, String message) {
            return new Invalid(List.of(new FieldError(field, code, message)));
        }
    }

    /** The input is fine, but does not fit what is there. */
    record Conflict(ErrorCode code, String detail) implements Refusal {}

    /** What was to be changed has changed since it was read. */
    record Stale(String detail) implements Refusal {}

    record Forbidden(ErrorCode code, String detail) implements Refusal {}

    record Unauthenticated(ErrorCode code, String detail) implements Refusal {}

    /**
     * A rate is used up.
     *
     * @param limit its name, in the words of {@code RateLimit-Policy}
     * @param quota so many in the window
     * @param windowSeconds length of the window
     * @param retryAfterSeconds until one more fits, 1 or more
     */
    record TooMany(String limit, long quota, int windowSeconds, int retryAfterSeconds) implements Refusal {}

    record TooLarge(String detail) implements Refusal {}
}
