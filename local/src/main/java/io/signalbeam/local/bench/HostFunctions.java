package io.signalbeam.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;

/** The functions of a bench's host, by its administration: run at once, and timed by the host itself. */
record HostFunctions(BenchCloud cloud) {
    private static final double PATIENCE_SECONDS = 120;
    private static final int POLL_MILLIS = 50;

    /** Runs a timer's function, once whatever runs of it has ended; answers how long that took, in milliseconds. */
    double run(String name) throws IOException, InterruptedException {
        awaitQuiet(name);
        long before = one(name).path("invocations").asLong();
        cloud.client().send("POST", "/admin/functions/" + name, Map.of(), null).ok();
        var watch = Stopwatch.start();
        while (watch.seconds() < PATIENCE_SECONDS) {
            var now = one(name);
            if (now.path("invocations").asLong() > before && now.path("running").asInt() == 0) {
                if (now.path("failures").asLong() > 0) {
                    throw new IOException("the function " + name + " has failed; see the log of the functions");
                }
                return now.path("lastDurationMillis").asDouble();
            }
            // Seldom: who asks and who answers take their time from what is measured. How long it took, says the host.
            Thread.sleep(POLL_MILLIS);
        }
        throw new IOException("the function " + name + " does not come to an end");
    }

    private void awaitQuiet(String name) throws IOException, InterruptedException {
        var watch = Stopwatch.start();
        while (one(name).path("running").asInt() > 0 && watch.seconds() < PATIENCE_SECONDS) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    private JsonNode one(String name) throws IOException, InterruptedException {
        for (var function :
                cloud.client().send("GET", "/admin/functions", Map.of(), null).ok()) {
            if (function.path("name").asText().equals(name)) {
                return function;
            }
        }
        throw new IOException("there is no function " + name);
    }
}
