package io.signalbeam.functions.http;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.shared.validation.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A problem document (RFC 9457).
 *
 * @param type {@code urn:signalbeam:problem:} and the code
 * @param retryAfterSeconds for the header of that name
 */
record Problem(
        String type,
        String title,
        int status,
        String code,
        @Nullable String detail,
        String correlationId,
        @Nullable List<FieldError> errors,
        @JsonIgnore @Nullable Integer retryAfterSeconds) {

    static Problem of(ErrorCode code, @Nullable String detail, String correlationId) {
        return new Problem(
                "urn:signalbeam:problem:" + code.code(),
                code.title(),
                code.status(),
                code.code(),
                detail,
                correlationId,
                null,
                null);
    }

    static Problem of(Refusal refusal, String correlationId) {
        return switch (refusal) {
            case Refusal.NotFound(String kind, String id) ->
                of(ErrorCode.NOT_FOUND, "No " + kind + " " + id + ".", correlationId);
            case Refusal.Invalid(List<FieldError> errors) ->
                of(ErrorCode.VALIDATION_FAILED, summary(errors), correlationId).with(errors);
            case Refusal.Conflict(ErrorCode code, String detail) -> of(code, detail, correlationId);
            case Refusal.Stale(String detail) -> of(ErrorCode.STALE, detail, correlationId);
            case Refusal.Forbidden(ErrorCode code, String detail) -> of(code, detail, correlationId);
            case Refusal.Unauthenticated(ErrorCode code, String detail) -> of(code, detail, correlationId);
            case Refusal.TooMany(int seconds) ->
                of(ErrorCode.TOO_MANY_REQUESTS, null, correlationId).after(seconds);
            case Refusal.TooLarge(String detail) -> of(ErrorCode.TOO_LARGE, detail, correlationId);
        };
    }

    /** A cursor that this list did not make, or made for another filter. */
    static Problem cursor(String correlationId) {
        var said = "Send nextCursor of the page before, unchanged, with the same filter and order.";
        return of(ErrorCode.CURSOR_INVALID, said, correlationId)
                .with(List.of(new FieldError("cursor", "format", said)));
    }

    Problem after(int seconds) {
        return new Problem(type, title, status, code, detail, correlationId, errors, seconds);
    }

    private Problem with(List<FieldError> fields) {
        return new Problem(type, title, status, code, detail, correlationId, fields, retryAfterSeconds);
    }

    private static String summary(List<FieldError> errors) {
        var first = errors.getFirst();
        return errors.size() == 1 ? first.field() + ": " + first.message() : errors.size() + " fields are not valid.";
    }
}
