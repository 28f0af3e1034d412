package io.signalbeam.agent.fault;

import org.jspecify.annotations.Nullable;

/** The same request will fail again: an image that does not exist, a key that is refused. */
public class PermanentFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String code;

    /** @param code a stable word: one of a report's error codes, or of the API's problem codes */
    public PermanentFailure(String code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public String code() {
        return code;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
