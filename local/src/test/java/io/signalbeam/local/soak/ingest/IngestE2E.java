package io.signalbeam.local.soak.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A slice of {@code ./beam soak chaos-ingest} and {@code ./beam soak fuzz-events}, on one system. */
@TestMethodOrder(OrderAnnotation.class)
class IngestE2E {
    private static final long SEED = 4;
    /** A quarter of what the soak sends in a round, so that it is over in a minute. */
    private static final int EVENTS_A_ROUND = 5_000;

    private static final int ROUNDS = 3;
    private static final int MUTANTS = 4_000;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path folder;

    private static IngestCloud cloud;
    private static ChaosIngest chaos;

    @BeforeAll
    static void start() throws Exception {
        cloud = IngestCloud.start(Path.of("..").toAbsolutePath().normalize(), folder.resolve("cloud"));
        chaos = new ChaosIngest(cloud, SEED, line -> {});
    }

    @AfterAll
    static void stop() {
        if (cloud != null) {
            cloud.close();
        }
    }

    @Test
    @Order(1)
    void an_outage_of_the_database_loses_nothing_and_drains_in_order() throws Exception {
        var outOfOrder = chaos.outage(Duration.ofSeconds(15));

        assertThat(chaos.compare()).matches(StoredEvents.Comparison::clean);
        assertThat(outOfOrder).isEmpty();
        assertThat(cloud.failures()).as("tries that failed meanwhile").isGreaterThan(1);
    }

    @Test
    @Order(2)
    void every_acknowledged_event_is_stored_once_whatever_is_killed() throws Exception {
        var report = chaos.run(ROUNDS, EVENTS_A_ROUND);

        assertThat(report.found()).as(report.toString()).matches(StoredEvents.Comparison::clean);
        assertThat(report.rounds()).isEqualTo(ROUNDS);
        assertThat(report.events()).isGreaterThanOrEqualTo(ROUNDS * EVENTS_A_ROUND);
        assertThat(report.mishaps().keySet()).as("every kind").containsExactlyInAnyOrder(Mishap.values());
    }

    @Test
    @Order(3)
    void every_mutated_event_is_stored_or_parked_and_none_fails_the_trigger() throws Exception {
        var report = new FuzzEvents(cloud, SEED, line -> {}).run(MUTANTS);

        assertThat(report).matches(FuzzEvents.Report::clean);
        assertThat(report.stored()).as("good ones are among them").isPositive();
        assertThat(report.parked()).containsKeys("malformed", "oversized", "forged-source", "time-in-future");
    }
}
