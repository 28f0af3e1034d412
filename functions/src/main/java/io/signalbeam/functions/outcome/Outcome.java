package io.signalbeam.functions.outcome;

import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.Validated;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What came of a request. */
public sealed interface Outcome<T> {

    record Done<T>(T value) implements Outcome<T> {}

    record Refused<T>(Refusal refusal) implements Outcome<T> {}

    static <T> Outcome<T> done(T value) {
        return new Done<>(value);
    }

    static <T> Outcome<T> refused(Refusal refusal) {
        return new Refused<>(refusal);
    }

    static <T> Outcome<T> notFound(String kind, Object id) {
        return new Refused<>(new Refusal.NotFound(kind, id.toString()));
    }

    static <T> Outcome<T> invalid(String field, String code, String message) {
        return new Refused<>(Refusal.Invalid.of(field, code, message));
    }

    static <T> Outcome<T> conflict(ErrorCode code, String detail) {
        return new Refused<>(new Refusal.Conflict(code, detail));
    }

    /** Refuses, or else goes on. */
    static <T> Outcome<T> unless(Optional<Refusal> refusal, Supplier<Outcome<T>> work) {
        return refusal.isPresent() ? refused(refusal.get()) : work.get();
    }

    static <T> Outcome<T> of(Validated<T> validated) {
        return switch (validated) {
            case Validated.Valid<T>(T value) -> done(value);
            case Validated.Invalid<T>(List<FieldError> errors) -> refused(new Refusal.Invalid(errors));
        };
    }

    default <R> Outcome<R> map(Function<? super T, ? extends R> f) {
        return switch (this) {
            case Done<T>(T value) -> new Done<>(f.apply(value));
            case Refused<T>(Refusal refusal) -> new Refused<>(refusal);
        };
    }

    default <R> Outcome<R> flatMap(Function<? super T, Outcome<R>> f) {
        return switch (this) {
            case Done<T>(T value) -> f.apply(value);
            case Refused<T>(Refusal refusal) -> new Refused<>(refusal);
        };
    }
}
