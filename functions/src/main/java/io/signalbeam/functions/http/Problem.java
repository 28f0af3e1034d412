package io.signalbeam.functions.http;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.shared.validation.FieldError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A problem document (RFC 9457).
 *
 * @param type {@code urn:signalbeam:problem:} and the code
 * @param headers that go with it
 */
record Problem(
        String type,
        String title,
        int status,
        String code,
        @Nullable String detail,
        String correlationId,
        @Nullable List<FieldError> errors,
        @JsonIgnore Map<String, String> headers) {

    static Problem of(ErrorCode code, @Nullable String detail, String correlationId) {
        return new Problem(
                "urn:signalbeam:problem:" + code.code(),
                code.title(),
                code.status(),
                code.code(),
                detail,
                correlationId,
                null,
                Map.of());
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
            case Refusal.TooMany tooMany -> tooMany(tooMany, correlationId);
            case Refusal.TooLarge(String detail) -> of(ErrorCode.TOO_LARGE, detail, correlationId);
        };
    }

    /** A cursor that this list did not make, or made for another filter. */
    static Problem cursor(String correlationId) {
        var said = "Send nextCursor of the page before, unchanged, with the same filter and order.";
        return of(ErrorCode.CURSOR_INVALID, said, correlationId)
                .with(List.of(new FieldError("cursor", "format", said)));
    }

    /** The headers are those of draft-ietf-httpapi-ratelimit-headers-10. */
    private static Problem tooMany(Refusal.TooMany refusal, String correlationId) {
        var detail = "%d in %s is the limit, by the policy %s."
                .formatted(
                        refusal.quota(),
                        refusal.windowSeconds() == 1 ? "a second" : refusal.windowSeconds() + " seconds",
                        refusal.limit());
        return of(ErrorCode.TOO_MANY_REQUESTS, detail, correlationId)
                .after(refusal.retryAfterSeconds())
                .header(
                        "ratelimit-policy",
                        "\"%s\";q=%d;w=%d".formatted(refusal.limit(), refusal.quota(), refusal.windowSeconds()))
                .header("ratelimit", "\"%s\";r=0;t=%d".formatted(refusal.limit(), refusal.retryAfterSeconds()));
    }

    Problem after(int seconds) {
        return header("retry-after", Integer.toString(seconds));
    }

    private Problem header(String name, String value) {
        var more = new HashMap<>(headers);
        more.put(name, value);
        return new Problem(type, title, status, code, detail, correlationId, errors, Map.copyOf(more));
    }

    private Problem with(List<FieldError> fields) {
        return new Problem(type, title, status, code, detail, correlationId, fields, headers);
    }

    private static String summary(List<FieldError> errors) {
        var first = errors.getFirst();
        return errors.size() == 1 ? first.field() + ": " + first.message() : errors.size() + " fields are not valid.";
    }
}
