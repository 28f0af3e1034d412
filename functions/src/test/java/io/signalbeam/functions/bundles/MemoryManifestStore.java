package io.signalbeam.functions.bundles;

import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.shared.id.TenantId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Manifests in memory, with the same contract as the one in Blob Storage. */
public final class MemoryManifestStore implements ManifestStore {
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();

    @Override
    public void keep(TenantId tenant, String digest, byte[] canonical) {
        blobs.putIfAbsent(tenant + "/" + digest, canonical.clone());
    }

    @Override
    public byte[] read(TenantId tenant, String digest) {
        var blob = blobs.get(tenant + "/" + digest);
        if (blob == null) {
            throw new PermanentFailure("there is no " + digest);
        }
        return blob.clone();
    }
}
