package io.signalbeam.functions.signing;

import io.signalbeam.shared.desired.BundleSignature;
import io.signalbeam.shared.trust.BundleStatement;

/**
 * Vouches for what was published. Throws {@link io.signalbeam.functions.outcome.TransientFailure} or
 * {@link io.signalbeam.functions.outcome.PermanentFailure} when it cannot: a version is never published unsigned.
 */
@FunctionalInterface
public interface BundleSigner {
    BundleSignature sign(BundleStatement statement);
}
