package io.signalbeam.functions.outcome;

/** The outside refused, and would refuse the same call again. */
public final class PermanentFailure extends RuntimeException {

    public PermanentFailure(String message, Throwable cause) {
        super(message, cause);
    }

    public PermanentFailure(String message) {
        super(message);
    }
}
