package io.signalbeam.functions.assignments;

import io.signalbeam.functions.outcome.FieldErrors;

/** A version of a bundle, as callers name it. */
public record BundleRef(String bundleId, String version) {
    private static final int MAX_VERSION = 100;

    public FieldErrors problems() {
        return new FieldErrors().dnsLabel("bundleId", bundleId).length("version", version, 1, MAX_VERSION);
    }
}
