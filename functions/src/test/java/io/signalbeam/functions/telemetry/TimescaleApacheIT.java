package io.signalbeam.functions.telemetry;

import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.functions.testing.TimescaleServer;

/** Series on what Azure offers. */
class TimescaleApacheIT extends SeriesOnEveryEngine {
    private final TimescaleServer server = TimescaleServer.start(TimescaleServer.Edition.APACHE);

    @Override
    TestDatabase database() {
        return TestDatabase.on(server);
    }

    @Override
    void stopServer() {
        server.close();
    }

    @Override
    String engine() {
        return "timescale-apache";
    }
}
