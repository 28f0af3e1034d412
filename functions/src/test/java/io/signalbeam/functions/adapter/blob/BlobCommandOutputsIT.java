package io.signalbeam.functions.adapter.blob;

import io.signalbeam.functions.commands.CommandOutputs;
import io.signalbeam.functions.commands.CommandOutputsContract;
import io.signalbeam.functions.testing.TestAzurite;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class BlobCommandOutputsIT extends CommandOutputsContract {
    private static TestAzurite azurite;
    private static CommandOutputs outputs;

    @BeforeAll
    static void start() {
        azurite = TestAzurite.start();
        outputs = new BlobCommandOutputs(azurite.blobs());
    }

    @AfterAll
    static void stop() {
        azurite.close();
    }

    @Override
    protected CommandOutputs outputs() {
        return outputs;
    }
}
