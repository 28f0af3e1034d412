package io.signalbeam.functions.twin;

import io.signalbeam.shared.bundle.BundleManifest;
import io.signalbeam.shared.id.TenantId;

/**
 * Manifests by their digest. Throws {@link io.signalbeam.functions.outcome.TransientFailure} when the store does not
 * answer and {@link io.signalbeam.functions.outcome.PermanentFailure} when it has no such manifest.
 */
@FunctionalInterface
public interface Manifests {

    /** @param digest {@code sha256:} and 64 hexadecimal digits */
    BundleManifest read(TenantId tenant, String digest);
}
