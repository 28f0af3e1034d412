package io.signalbeam.functions.http;

import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be decoded. An exception and not a value, and seen in this package only, so that a function reads
 * its input in one expression; {@link Endpoint} turns it into the answer.
 */
final class Rejection extends RuntimeException {
    private final transient @Nullable Refusal refusal;
    private final ErrorCode code;

    Rejection(Refusal refusal) {
        super(refusal.toString(), null, false, false);
        this.refusal = refusal;
        this.code = ErrorCode.VALIDATION_FAILED;
    }

    Rejection(ErrorCode code, String detail) {
        super(detail, null, false, false);
        this.refusal = null;
        this.code = code;
    }

    Problem problem(String correlationId) {
        return refusal == null ? Problem.of(code, getMessage(), correlationId) : Problem.of(refusal, correlationId);
    }
}
