package io.signalbeam.functions.bundles;

class MemoryManifestStoreTest extends ManifestStoreContract {
    private final ManifestStore store = new MemoryManifestStore();

    @Override
    protected ManifestStore store() {
        return store;
    }
}
