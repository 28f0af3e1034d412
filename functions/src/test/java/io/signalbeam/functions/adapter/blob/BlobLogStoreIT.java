package io.signalbeam.functions.adapter.blob;

import io.signalbeam.functions.logs.LogStore;
import io.signalbeam.functions.logs.LogStoreContract;
import io.signalbeam.functions.testing.TestAzurite;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class BlobLogStoreIT extends LogStoreContract {
    private static TestAzurite azurite;
    private static LogStore store;

    @BeforeAll
    static void start() {
        azurite = TestAzurite.start();
        store = new BlobLogStore(azurite.blobs());
    }

    @AfterAll
    static void stop() {
        azurite.close();
    }

    @Override
    protected LogStore store() {
        return store;
    }
}
