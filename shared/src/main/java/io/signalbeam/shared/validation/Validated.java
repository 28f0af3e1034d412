package io.signalbeam.shared.validation;

import java.util.List;
import java.util.function.Function;

/** A value that passed its checks, or every reason why it did not. */
public sealed interface Validated<T> {

    record Valid<T>(T value) implements Validated<T> {}

    record Invalid<T>(List<FieldError> errors) implements Validated<T> {
        public Invalid {
            errors = List.copyOf(errors);
            if (errors.isEmpty()) {
                throw new IllegalArgumentException("invalid without a reason");
            }
        }
    }

    static <T> Validated<T> valid(T value) {
        return new Valid<>(value);
    }

    static <T> Validated<T> invalid(List<FieldError> errors) {
        return new Invalid<>(errors);
    }

    static <T> Validated<T> invalid(String field, String code, String message) {
        return new Invalid<>(List.of(new FieldError(field, code, message)));
    }

    default <R> Validated<R> map(Function<? super T, ? extends R> f) {
        return switch (this) {
            case Valid<T>(T value) -> new Valid<>(f.apply(value));
            case Invalid<T>(List<FieldError> errors) -> new Invalid<>(errors);
        };
    }
}
