package io.signalbeam.functions.outcome;

/** The outside did not answer in time or asked to come again; the same call may work later. */
public final class TransientFailure extends RuntimeException {

    public TransientFailure(String message, Throwable cause) {
        super(message, cause);
    }

    public TransientFailure(String message) {
        super(message);
    }
}
