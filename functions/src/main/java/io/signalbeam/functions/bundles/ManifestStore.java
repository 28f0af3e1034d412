package io.signalbeam.functions.bundles;

import io.signalbeam.shared.id.TenantId;

/**
 * Where manifests are kept in their canonical form, each under the hash of its content, so that writing one twice is
 * writing it once. Throws {@link io.signalbeam.functions.outcome.TransientFailure} when it does not answer and
 * {@link io.signalbeam.functions.outcome.PermanentFailure} when it refuses or has no such manifest.
 */
public interface ManifestStore {

    /** @param digest {@code sha256:} and 64 hexadecimal digits, of these very bytes */
    void keep(TenantId tenant, String digest, byte[] canonical);

    byte[] read(TenantId tenant, String digest);
}
