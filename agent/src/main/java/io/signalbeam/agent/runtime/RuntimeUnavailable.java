package io.signalbeam.agent.runtime;

import io.signalbeam.agent.fault.TransientFailure;

/** The engine itself does not answer: nothing can be seen or done until it does. */
public final class RuntimeUnavailable extends TransientFailure {
    private static final long serialVersionUID = 1;

    public RuntimeUnavailable(String message, Throwable cause) {
        super("runtime-unavailable", message, cause);
    }
}
