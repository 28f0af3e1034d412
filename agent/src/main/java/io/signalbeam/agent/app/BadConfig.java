package io.signalbeam.agent.app;

import io.signalbeam.shared.validation.FieldError;
import java.util.List;

/** Ends a command before it does anything. */
final class BadConfig extends RuntimeException {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial")
    private final List<FieldError> errors;

    BadConfig(List<FieldError> errors) {
        super(errors.toString());
        this.errors = List.copyOf(errors);
    }

    List<FieldError> errors() {
        return errors;
    }
}
