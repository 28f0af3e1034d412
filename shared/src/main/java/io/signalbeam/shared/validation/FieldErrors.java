package io.signalbeam.shared.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Gathers what is wrong while an input is read. The first {@value #MAX_ERRORS} are kept: nobody reads more. */
public final class FieldErrors {
    public static final int MAX_ERRORS = 200;

    private static final int MAX_TEXT = 500;

    private final List<FieldError> errors = new ArrayList<>();

    public void add(String field, String code, String message) {
        if (errors.size() < MAX_ERRORS) {
            errors.add(new FieldError(bounded(field), code, bounded(message)));
        }
    }

    /** Paths and messages repeat parts of the input, which may be anything. */
    private static String bounded(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }

    public boolean isEmpty() {
        return errors.isEmpty();
    }

    public List<FieldError> list() {
        return List.copyOf(errors);
    }

    /** The value when nothing was wrong, and it is only made then. */
    public <T> Validated<T> orElse(Supplier<T> value) {
        return errors.isEmpty() ? Validated.valid(value.get()) : Validated.invalid(errors);
    }
}
