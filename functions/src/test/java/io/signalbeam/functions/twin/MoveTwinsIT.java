package io.signalbeam.functions.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.MemoryTwins;
import io.signalbeam.functions.testing.Projection;
import io.signalbeam.functions.testing.TestClock;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.shared.id.DeviceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MoveTwinsIT {
    private final TestClock clock = new TestClock();
    private TestDatabase database;
    private FleetRows rows;

    @BeforeEach
    void open() {
        database = TestDatabase.create();
        rows = new FleetRows(database, database.tenant("acme"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static Settings at(String account) {
        return TestCloud.settings(Map.of("CosmosConnection__accountEndpoint", account));
    }

    private MoveTwins move(String account) {
        return new MoveTwins(database.database(), at(account), clock);
    }

    private MissingTwins missing(String account) {
        return new MissingTwinsSql(database.database(), at(account), clock);
    }

    private long revision(DeviceId device) {
        return database.owner()
                .withHandle(tx -> tx.createQuery("select revision from devices where id = :id")
                        .bind("id", device.value())
                        .mapTo(Long.class)
                        .one());
    }

    @Test
    void at_first_only_takes_note_and_later_asks_only_whether_they_are_still_there() {
        var device = rows.device("till");
        long generation = rows.generation(device);
        move("https://west.documents.test:443/").run();
        move("https://west.documents.test:443/").run();
        move("https://West.documents.test").run();
        assertThat(rows.generation(device)).isEqualTo(generation);
        assertThat(rows.outbox()).isZero();
    }

    @Test
    void another_account_gets_all_twins_each_past_what_may_have_been_lost() {
        var till = rows.device("till");
        var door = rows.device("door");
        long generation = rows.generation(till);
        long revision = revision(till);
        move("https://west.documents.test").run();
        queue(till);

        move("https://north.documents.test").run();
        move("https://north.documents.test").run();

        assertThat(rows.generation(till)).isEqualTo(generation + MoveTwins.RAISE);
        assertThat(revision(till)).isEqualTo(revision + MoveTwins.RAISE);
        assertThat(rows.outbox()).as("each once").isEqualTo(2);
        var twins = new MemoryTwins();
        Projection.into(twins, database.database()).sweep(Duration.ofMinutes(1));
        assertThat(twins.read(door).orElseThrow().desired().generation()).isEqualTo(rows.generation(door));
    }

    @Test
    void of_many_that_notice_one_raises() throws Exception {
        var device = rows.device("till");
        long generation = rows.generation(device);
        move("https://west.documents.test").run();
        try (var threads = Executors.newFixedThreadPool(4)) {
            var runs = new ArrayList<Future<?>>();
            for (int i = 0; i < 4; i++) {
                runs.add(threads.submit(
                        () -> move("https://north.documents.test").run()));
            }
            for (var run : runs) {
                run.get();
            }
        }
        assertThat(rows.generation(device)).isEqualTo(generation + MoveTwins.RAISE);
        assertThat(rows.outbox()).isEqualTo(1);
    }

    @Test
    void nobody_is_called_unknown_while_twins_are_on_their_way() {
        rows.device("till");
        assertThatCode(() -> missing("https://west.documents.test").check())
                .as("before anything was noted")
                .doesNotThrowAnyException();
        move("https://west.documents.test").run();
        assertThatCode(() -> missing("https://west.documents.test").check()).doesNotThrowAnyException();

        assertThatThrownBy(() -> missing("https://north.documents.test").check())
                .as("before the move was noticed")
                .isInstanceOf(TransientFailure.class);
        move("https://north.documents.test").run();
        move("https://north.documents.test").run();
        assertThatThrownBy(() -> missing("https://north.documents.test").check())
                .isInstanceOf(TransientFailure.class);

        Projection.into(new MemoryTwins(), database.database()).sweep(Duration.ofMinutes(1));
        // What is changed meanwhile is none of the move's.
        queue(rows.device("door"));
        move("https://north.documents.test").run();
        assertThatCode(() -> missing("https://north.documents.test").check()).doesNotThrowAnyException();
    }

    @Test
    void an_account_without_devices_has_them_all() {
        move("https://west.documents.test").run();
        move("https://north.documents.test").run();
        assertThatCode(() -> missing("https://north.documents.test").check()).doesNotThrowAnyException();
    }

    @Test
    void the_database_is_asked_once_in_a_while() {
        move("https://west.documents.test").run();
        var here = missing("https://west.documents.test");
        here.check();
        database.owner().useHandle(tx -> tx.execute("update twin_home set endpoint = 'elsewhere'"));
        assertThatCode(here::check).doesNotThrowAnyException();
        clock.advance(Duration.ofSeconds(2));
        assertThatThrownBy(here::check).isInstanceOf(TransientFailure.class);
    }

    private void queue(DeviceId device) {
        database.owner()
                .useHandle(tx -> tx.execute(
                        "insert into outbox (tenant_id, device_id) values (?, ?)",
                        rows.tenant().value(),
                        device.value()));
    }
}
