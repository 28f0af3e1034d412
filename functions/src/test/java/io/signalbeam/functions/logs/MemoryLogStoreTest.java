package io.signalbeam.functions.logs;

class MemoryLogStoreTest extends LogStoreContract {
    private final LogStore store = new MemoryLogStore();

    @Override
    protected LogStore store() {
        return store;
    }
}
