package io.signalbeam.local.soak.ingest;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What goes wrong without a warning. */
public enum Mishap {
    /** The functions host is killed, and another one started. */
    HOST,
    /** The functions host is killed while one of its batches is half in the database. */
    HOST_AMID_BATCH,
    /** The broker is killed, and started again. */
    BROKER,
    /** All of PostgreSQL is killed, and started again after a while. */
    POSTGRES,
    /** All of PostgreSQL is killed while a batch is half in it. */
    POSTGRES_AMID_BATCH,
    /** The one process of PostgreSQL that a batch is going through is killed; the server recovers by itself. */
    BACKEND_AMID_BATCH;

    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final int LONGEST_AWAY_MILLIS = 2_000;

    /** @return whether a batch was half in the database at that moment, as far as PostgreSQL's processes said */
    boolean befall(IngestCloud cloud, Random random) throws IOException, InterruptedException {
        boolean amid = switch (this) {
            case HOST, BROKER, POSTGRES -> !cloud.writers().isEmpty();
            case HOST_AMID_BATCH, POSTGRES_AMID_BATCH -> awaitWriter(cloud) != null;
            case BACKEND_AMID_BATCH -> {
                var writer = awaitWriter(cloud);
                yield writer != null && writer.destroyForcibly();
            }
        };
        switch (this) {
            case HOST, HOST_AMID_BATCH -> cloud.killHost();
            case BROKER -> cloud.killBroker();
            case POSTGRES, POSTGRES_AMID_BATCH ->
                cloud.killPostgres(Duration.ofMillis(random.nextInt(LONGEST_AWAY_MILLIS)));
            case BACKEND_AMID_BATCH -> {
                // The server comes back by itself.
            }
        }
        return amid;
    }

    private static @Nullable ProcessHandle awaitWriter(IngestCloud cloud) {
        long end = System.nanoTime() + LOOK.toNanos();
        while (System.nanoTime() < end) {
            var writers = cloud.writers();
            if (!writers.isEmpty()) {
                return writers.getFirst();
            }
        }
        return null;
    }
}
