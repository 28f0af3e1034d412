package io.signalbeam.agent.fault;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** It may work later: a lost network, a busy server, a full disk. Worth repeating after a while. */
public class TransientFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String code;

    @Nullable private final Duration retryAfter;

    /** @param code a stable word, see {@link io.signalbeam.shared.report.DeviceReport.ReportedError} */
    public TransientFailure(String code, String message, @Nullable Throwable cause) {
        this(code, message, null, cause);
    }

    /** @param retryAfter how long the other side asks to be left alone */
    public TransientFailure(String code, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    public String code() {
        return code;
    }

    @Nullable public Duration retryAfter() {
        return retryAfter;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
