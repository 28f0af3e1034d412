package io.signalbeam.functions.outcome;

import org.jspecify.annotations.Nullable;

/** The outside did not answer in time or asked to come again; the same call may work later. */
public sealed class TransientFailure extends RuntimeException permits StandbyFailure {

    public TransientFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    public TransientFailure(String message) {
        super(message);
    }
}
