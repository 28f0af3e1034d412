package io.signalbeam.functions.bundles;

import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.twin.Manifests;
import io.signalbeam.shared.bundle.BundleManifest;
import io.signalbeam.shared.bundle.ManifestReader;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.Validated;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Manifests out of the store. The last ones are kept at hand: a digest's content never changes. */
public final class StoredManifests implements Manifests {
    private static final int KEPT = 256;

    private final ManifestStore store;
    private final Map<Key, BundleManifest> kept = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, BundleManifest> eldest) {
            return size() > KEPT;
        }
    };

    public StoredManifests(ManifestStore store) {
        this.store = store;
    }

    private record Key(TenantId tenant, String digest) {}

    @Override
    public BundleManifest read(TenantId tenant, String digest) {
        var key = new Key(tenant, digest);
        synchronized (kept) {
            var known = kept.get(key);
            if (known != null) {
                return known;
            }
        }
        var manifest = switch (ManifestReader.read(store.read(tenant, digest))) {
            case Validated.Valid<BundleManifest>(BundleManifest value) -> value;
            case Validated.Invalid<BundleManifest>(List<FieldError> errors) ->
                throw new PermanentFailure("the stored manifest " + digest + " is not valid: " + errors);
        };
        synchronized (kept) {
            kept.put(key, manifest);
        }
        return manifest;
    }
}
