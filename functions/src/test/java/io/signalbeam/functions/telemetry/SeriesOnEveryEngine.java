package io.signalbeam.functions.telemetry;

import static io.signalbeam.functions.telemetry.TelemetryFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.functions.intake.Delivery;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.rollouts.GateFleet;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.telemetry.MetricsSample;
import io.signalbeam.shared.telemetry.MetricsSample.ContainerSample;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What must be the same whatever keeps the series. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SeriesOnEveryEngine {
    private static final int DEVICES = 3;

    TelemetryFixture fleet;
    TenantId tenant;
    RollUpMetrics rollUp;

    abstract TestDatabase database();

    abstract void stopServer();

    abstract String engine();

    @BeforeAll
    void start() {
        fleet = new TelemetryFixture(database());
        tenant = fleet.database.tenant("acme");
        rollUp = new RollUpMetrics(fleet.database.database(), InstantSource.fixed(NOW));
    }

    @AfterAll
    void stop() {
        fleet.close();
        stopServer();
    }

    @Test
    void the_engine_is_known_since_the_migration() {
        assertThat(fleet.texts("select time_series_engine()")).containsExactly(engine());
    }

    @Test
    void any_order_repetition_and_split_of_a_stream_ends_like_the_clean_stream() {
        for (long seed = 1; seed <= 5; seed++) {
            var random = new Random(seed);
            var streams = streams(random, 200);
            fleet.take().take(streams.clean());
            inPieces(streams.messy(), random, fleet.take());
            rollUp.runAll();

            var clean = everythingOf(streams.cleanDevices());
            assertThat(clean).hasSizeGreaterThan(400);
            assertThat(everythingOf(streams.messyDevices())).as("seed %d", seed).isEqualTo(clean);
        }
    }

    @Test
    void neither_a_series_nor_a_piece_of_it_can_be_read_but_through_the_views() {
        var other = fleet.database.tenant("other-" + engine());
        var theirs = fleet.device(other);
        var ours = fleet.device(tenant);
        fleet.take().take(List.of(fleet.delivery(theirs, NOW, 1), fleet.delivery(ours, NOW, 2)));
        rollUp.runAll();

        for (var view : List.of("metrics", "rollup_5m", "rollup_1h", "rollup_1d")) {
            assertThat(fleet.database.database().<List<UUID>>inTenant(other, tx -> devices(tx, view)))
                    .as(view)
                    .containsExactly(theirs.value());
            assertThat(fleet.database.database().<List<UUID>>beforeTenant(tx -> devices(tx, view)))
                    .as(view)
                    .isEmpty();
        }
        for (var series : List.of("device_metrics", "device_metrics_5m", "device_metrics_1h", "device_metrics_1d")) {
            var pieces = fleet.texts("select piece::text from time_series_pieces(?)", series);
            assertThat(pieces).isNotEmpty();
            for (var name : List.of(series, pieces.getFirst())) {
                var query = "select count(*) from " + name;
                assertThatThrownBy(() -> fleet.database.database().inTenant(other, tx -> count(tx, query)))
                        .as(query)
                        .hasMessageContaining("permission denied");
                assertThatThrownBy(() -> fleet.database.database().asService(tx -> count(tx, query)))
                        .as(query)
                        .hasMessageContaining("permission denied");
            }
        }
    }

    @Test
    void a_chart_is_the_same_from_samples_and_from_roll_ups() {
        var device = fleet.device(tenant);
        var random = new Random(7);
        var batch = new ArrayList<Delivery>();
        for (int i = 0; i < 500; i++) {
            batch.add(fleet.delivery(device, NOW.minusMillis(random.nextInt(86_400_000)), random.nextInt(100)));
        }
        fleet.take().take(batch);
        var before = series(device, 100);
        assertThat(before.resolutionSeconds()).isEqualTo(900);
        assertThat(before.series())
                .allSatisfy(series -> assertThat(series.points()).isNotEmpty());

        rollUp.runAll();

        assertThat(series(device, 100)).isEqualTo(before);
        assertThat(series(device, 12).resolutionSeconds()).isEqualTo(10_800);
    }

    @Test
    void samples_go_by_the_day_or_by_the_tenant_and_their_roll_ups_stay() {
        var other = fleet.database.tenant("short-" + engine());
        var device = fleet.device(other);
        var old = NOW.minus(Duration.ofDays(40));
        fleet.take().take(List.of(fleet.delivery(device, old, 10), fleet.delivery(device, NOW, 20)));
        var service = fleet.database.database();

        assertThat(service.<Integer>asService(tx -> deleteBefore(tx, other, NOW.minusSeconds(60))))
                .as("nothing before it is rolled up")
                .isZero();
        rollUp.runAll();
        assertThat(service.<Integer>asService(tx -> deleteBefore(tx, other, NOW.minusSeconds(60))))
                .isEqualTo(1);

        // What comes now for a time whose samples have gone would be taken for all that there was.
        fleet.take().take(List.of(fleet.delivery(device, old.plusSeconds(1), 99)));
        rollUp.runAll();
        assertThat(fleet.texts(
                        "select sum::text from rollup_1d_of_all_tenants where device_id = ? and metric = 'cpuPercent' order by bucket",
                        device.value()))
                .containsExactly("10", "20");

        fleet.take().take(List.of(fleet.delivery(device, NOW.minus(Duration.ofDays(80)), 1)));
        rollUp.runAll();
        assertThat(service.<Integer>asService(tx -> dropBefore(tx, NOW.minus(Duration.ofDays(70)))))
                .isPositive();
        assertThat(fleet.texts("select (min(next_day) > '2026-09-12')::text from time_series_pieces('device_metrics')"))
                .containsExactly("true");
    }

    @Test
    void the_series_of_a_tenants_devices_are_removed_and_no_others() {
        var other = fleet.database.tenant("leaving-" + engine());
        var theirs = fleet.device(other);
        var ours = fleet.device(tenant);
        var old = NOW.minus(Duration.ofDays(20));
        fleet.take()
                .take(List.of(
                        fleet.delivery(theirs, old, 10),
                        fleet.delivery(theirs, NOW, 20),
                        fleet.delivery(ours, old, 30),
                        fleet.delivery(ours, NOW, 40)));
        rollUp.runAll();
        // Compresses what is old where the engine can.
        var unused = new MaintainMetrics(fleet.database.database(), InstantSource.fixed(NOW)).run();
        var before = everythingOf(List.of(ours));
        fleet.database.owner().useHandle(tx -> tx.execute("""
                                update tenants set deleted_at = now(), deleted_by = '', removal_at = now(), removal_begun_at = now()
                                where id = ?""", other.value()));

        var gone = fleet.database
                .database()
                .<List<Long>>asService(tx -> tx.createQuery(
                                "select gone from remove_series_of_devices(:tenant, :devices) order by series")
                        .bind("tenant", other.value())
                        .bindArray("devices", UUID.class, theirs.value(), ours.value())
                        .mapTo(Long.class)
                        .list());

        assertThat(gone).containsExactly(2L, 2L, 2L, 2L);
        assertThat(everythingOf(List.of(theirs))).allMatch(row -> row.startsWith("device_state"));
        assertThat(everythingOf(List.of(ours))).isEqualTo(before);
    }

    @Test
    void gates_of_rollouts_measure_what_was_sent() {
        assertThat(GateFleet.everyKind(fleet.database, "gates-" + engine())).isEqualTo(GateFleet.EVERY_KIND);
    }

    private static int dropBefore(Handle tx, Instant bound) {
        return tx.createQuery("select drop_metrics_before(:bound)")
                .bind("bound", bound)
                .mapTo(Integer.class)
                .one();
    }

    private static int deleteBefore(Handle tx, TenantId tenant, Instant bound) {
        return tx.createQuery("select delete_metrics_before(:tenant, :bound, 1000)")
                .bind("tenant", tenant.value())
                .bind("bound", bound)
                .mapTo(Integer.class)
                .one();
    }

    private static List<UUID> devices(Handle tx, String view) {
        return tx.createQuery("select distinct device_id from " + view)
                .mapTo(UUID.class)
                .list();
    }

    private static long count(Handle tx, String query) {
        return tx.createQuery(query).mapTo(Long.class).one();
    }

    private MetricSeries series(DeviceId device, int maxPoints) {
        var read = new ReadMetrics(fleet.database.database(), InstantSource.fixed(NOW));
        var names = List.of("cpuPercent", "memoryUsedBytes", "custom.queue", "container.web/nginx.restarts");
        var query = new ReadMetrics.Query(
                device, names, Optional.of(NOW.minus(Duration.ofDays(1))), Optional.of(NOW), maxPoints);
        return ((Outcome.Done<MetricSeries>) read.read(tenant, query)).value();
    }

    /** The same events of two sets of devices: in order and once, and not. */
    record Streams(
            List<DeviceId> cleanDevices, List<Delivery> clean, List<DeviceId> messyDevices, List<Delivery> messy) {}

    Streams streams(Random random, int events) {
        var cleanDevices = new ArrayList<DeviceId>();
        var messyDevices = new ArrayList<DeviceId>();
        for (int i = 0; i < DEVICES; i++) {
            cleanDevices.add(fleet.device(tenant));
            messyDevices.add(fleet.device(tenant));
        }
        var clean = new ArrayList<Delivery>();
        var messy = new ArrayList<Delivery>();
        for (int i = 0; i < events; i++) {
            int device = random.nextInt(DEVICES);
            var id = new UUID(random.nextLong(), random.nextLong());
            // Few different times, so that ties are common; of today and of days before.
            var at = NOW.minusSeconds(random.nextInt(60) * 17L).minus(Duration.ofDays(random.nextInt(3)));
            var sample = sample(random);
            for (int copy = 0; copy <= random.nextInt(3); copy++) {
                messy.add(delivery(messyDevices.get(device), id, at, sample));
            }
            clean.add(delivery(cleanDevices.get(device), id, at, sample));
        }
        Collections.shuffle(messy, random);
        return new Streams(cleanDevices, clean, messyDevices, messy);
    }

    private Delivery delivery(DeviceId device, UUID id, Instant at, MetricsSample sample) {
        return fleet.delivery(device.toString(), TelemetryFixture.body(device, id, at, sample), NOW);
    }

    /** Numbers whose sum depends on the order in which they are added, and metrics that come and go. */
    private static MetricsSample sample(Random random) {
        var containers = random.nextBoolean()
                ? List.<ContainerSample>of()
                : List.of(new ContainerSample(
                        "web", "c" + random.nextInt(2), random.nextDouble() * 200, random.nextLong(1L << 40), 1));
        return new MetricsSample(
                random.nextBoolean() ? null : random.nextLong(1_000_000),
                random.nextDouble() * 100,
                random.nextLong(1L << 50),
                null,
                null,
                null,
                random.nextDouble(),
                null,
                null,
                null,
                null,
                Map.of("m" + random.nextInt(3), random.nextGaussian() * Math.pow(10, random.nextInt(30) - 15)),
                containers);
    }

    /** In batches of any size, some of them again, with roll-ups in between. */
    void inPieces(List<Delivery> stream, Random random, TakeTelemetry take) {
        for (int from = 0; from < stream.size(); ) {
            int to = Math.min(stream.size(), from + 1 + random.nextInt(60));
            take.take(stream.subList(from, to));
            if (random.nextInt(4) == 0) {
                take.take(stream.subList(from, to));
            }
            if (random.nextInt(4) == 0) {
                rollUp.runAll();
            }
            from = to;
        }
    }

    /** All that is kept of these devices, each named by its place in the list. */
    List<String> everythingOf(List<DeviceId> devices) {
        var all = new ArrayList<String>();
        for (int i = 0; i < devices.size(); i++) {
            for (var table : List.of(
                    "device_metrics",
                    "device_state",
                    "rollup_5m_of_all_tenants",
                    "rollup_1h_of_all_tenants",
                    "rollup_1d_of_all_tenants")) {
                var place = table + " " + i + " ";
                fleet.texts(
                                "select (to_jsonb(t) - 'device_id')::text from " + table
                                        + " t where device_id = ? order by 1",
                                devices.get(i).value())
                        .forEach(row -> all.add(place + row));
            }
        }
        return all;
    }
}
