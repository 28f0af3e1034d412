package io.signalbeam.functions.access;

import java.time.Instant;

/** Remembers nonces of signed requests, for all instances of the app. Port. */
@FunctionalInterface
public interface Nonces {

    /**
     * Whether the device has not used this nonce before.
     *
     * @param until from when on it may be forgotten
     */
    boolean fresh(AuthenticatedDevice device, String nonce, Instant until);
}
