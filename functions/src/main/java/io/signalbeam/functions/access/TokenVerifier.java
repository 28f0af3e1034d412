package io.signalbeam.functions.access;

import io.signalbeam.functions.outcome.Outcome;

/** Decides whether an access token is accepted, and reads it. */
public interface TokenVerifier {

    /**
     * Refused as unauthenticated, with {@code token-expired} or {@code token-invalid}. Throws
     * {@link io.signalbeam.functions.outcome.TransientFailure} when the issuer's keys are not to be had.
     */
    Outcome<Claims> verify(String token);
}
