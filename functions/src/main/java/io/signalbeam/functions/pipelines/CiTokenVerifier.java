package io.signalbeam.functions.pipelines;

import io.signalbeam.functions.outcome.Outcome;

/** Decides whether a pipeline's token is genuine, meant for us and in its time, and reads it. Port. */
public interface CiTokenVerifier {

    /**
     * Refused as unauthenticated when it is not. Throws {@link io.signalbeam.functions.outcome.TransientFailure} when the
     * issuer's keys are not to be had.
     */
    Outcome<CiClaims> verify(String token);
}
