package io.signalbeam.functions.telemetry;

import static io.signalbeam.functions.telemetry.TelemetryFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.functions.intake.Delivery;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TakeTelemetryIT {
    private TelemetryFixture fleet;
    private TenantId tenant;

    @BeforeEach
    void start() {
        fleet = new TelemetryFixture();
        tenant = fleet.database.tenant("acme");
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    @Test
    void stores_every_field_of_a_sample() {
        var device = fleet.device(tenant);

        var taken = fleet.take().take(List.of(fleet.delivery(device, NOW.minusSeconds(1), 12.5)));

        assertThat(taken).isEqualTo(new TakeTelemetry.Taken(1, 0, 0));
        assertThat(fleet.texts("""
                        select concat_ws(' ', tenant_id, device_id, recorded_at at time zone 'UTC',
                            received_at at time zone 'UTC', uptime_seconds, cpu_percent, memory_used_bytes,
                            memory_total_bytes, disk_used_bytes, disk_total_bytes, load1, temperature_celsius,
                            network_received_bytes, network_sent_bytes, custom->>'queue', containers->0->>'name')
                        from device_metrics"""))
                .containsExactly(String.join(
                        " ",
                        tenant.toString(),
                        device.toString(),
                        "2026-11-21 11:59:59 2026-11-21 12:00:00 100 12.5 1073741824 4294967296 10737418240",
                        "68719476736 0.5 41.5 1000 2000 25.0 nginx"));
    }

    @Test
    void a_redelivered_batch_changes_nothing() {
        var batch = new ArrayList<Delivery>();
        for (int i = 0; i < 20; i++) {
            batch.add(fleet.delivery(fleet.device(tenant), NOW.minusSeconds(i), i));
        }
        batch.add(fleet.delivery("nobody", "{".getBytes(StandardCharsets.UTF_8), NOW));
        fleet.take().take(batch);
        var before = everything();

        var again = fleet.take(fleet.database.database(), InstantSource.fixed(NOW.plusSeconds(30)))
                .take(batch);

        assertThat(again).isEqualTo(new TakeTelemetry.Taken(0, 20, 1));
        assertThat(everything()).isEqualTo(before);
        assertThat(fleet.parked.blobs()).hasSize(1);
    }

    @Test
    void any_order_repetition_and_split_of_a_stream_ends_like_the_clean_stream() {
        for (long seed = 1; seed <= 6; seed++) {
            var random = new Random(seed);
            try (var clean = new TelemetryFixture();
                    var messy = new TelemetryFixture()) {
                var ids = List.of(DeviceId.random(), DeviceId.random(), DeviceId.random());
                var tenants = TenantId.random();
                for (var each : List.of(clean, messy)) {
                    each.database.owner().useHandle(handle -> {
                        handle.execute(
                                "insert into tenants (id, name, display_name) values (?, 'a', 'a')", tenants.value());
                        for (var id : ids) {
                            handle.execute(
                                    "insert into devices (id, tenant_id, name) values (?, ?, ?)",
                                    id.value(),
                                    tenants.value(),
                                    "d-" + id);
                        }
                    });
                }
                var stream = new ArrayList<Delivery>();
                for (int i = 0; i < 120; i++) {
                    var device = ids.get(random.nextInt(ids.size()));
                    // Few different times, so that ties are common.
                    var recordedAt = NOW.minusSeconds(random.nextInt(30)).minus(Duration.ofDays(random.nextInt(3)));
                    stream.add(
                            random.nextInt(15) == 0
                                    ? clean.delivery(device.toString(), new byte[] {'{'}, NOW)
                                    : clean.delivery(device, recordedAt, random.nextInt(100)));
                }
                clean.take().take(stream);

                var messyStream = new ArrayList<>(stream);
                for (int i = 0; i < 80; i++) {
                    messyStream.add(stream.get(random.nextInt(stream.size())));
                }
                Collections.shuffle(messyStream, random);
                var take = messy.take();
                for (int from = 0; from < messyStream.size(); ) {
                    int to = Math.min(messyStream.size(), from + 1 + random.nextInt(40));
                    take.take(messyStream.subList(from, to));
                    from = to;
                }

                assertThat(everything(messy)).as("seed %d", seed).isEqualTo(everything(clean));
                assertThat(messy.parked.blobs().keySet())
                        .as("seed %d", seed)
                        .isEqualTo(clean.parked.blobs().keySet());
            }
        }
    }

    @Test
    void the_latest_state_never_goes_backwards() {
        var device = fleet.device(tenant);
        fleet.take().take(List.of(fleet.delivery(device, NOW.minusSeconds(10), 50)));
        fleet.take().take(List.of(fleet.delivery(device, NOW.minusSeconds(3600), 7)));

        assertThat(fleet.rows()).isEqualTo(2);
        assertThat(fleet.texts("select metrics->>3 from device_state")).containsExactly("50.0");
    }

    @Test
    void one_poison_among_999_good_is_parked_and_the_rest_is_stored() {
        var device = fleet.device(tenant);
        var batch = new ArrayList<Delivery>();
        for (int i = 0; i < 999; i++) {
            batch.add(fleet.delivery(device, NOW.minusMillis(i), i % 100));
        }
        batch.add(417, fleet.delivery(device.toString(), "no json".getBytes(StandardCharsets.UTF_8), NOW));

        assertThat(fleet.take().take(batch)).isEqualTo(new TakeTelemetry.Taken(999, 0, 1));

        var document = fleet.parked.blobs().values().iterator().next();
        assertThat(document.reason()).isEqualTo("malformed");
        assertThat(document.body()).asString(StandardCharsets.UTF_8).isEqualTo("no json");
        assertThat(fleet.texts("select tenant_id || ' ' || blob from parked_events"))
                .containsExactly(tenant + " " + document.blob());
        assertThat(document.blob())
                .isEqualTo(tenant + "/2026/11/21/device-telemetry-2-" + document.sequenceNumber() + ".json");
    }

    @Test
    void what_only_the_database_refuses_is_found_by_halving_and_parked() {
        var device = fleet.device(tenant);
        var batch = new ArrayList<Delivery>();
        for (int i = 0; i < 50; i++) {
            batch.add(fleet.delivery(device, NOW.minusMillis(i), i));
        }
        batch.add(20, fleet.delivery(device, NOW, 77));
        // A rule of the database that the decoder knows nothing of.
        fleet.database
                .owner()
                .useHandle(handle ->
                        handle.execute("alter table device_metrics add constraint odd check (cpu_percent <> 77)"));

        assertThat(fleet.take().take(batch)).isEqualTo(new TakeTelemetry.Taken(50, 0, 1));
        assertThat(fleet.texts("select reason from parked_events")).containsExactly("unstorable");
    }

    @Test
    void says_why_each_bad_event_is_parked() {
        var device = fleet.device(tenant);
        var other = fleet.device(tenant);
        var disabled = fleet.device(tenant);
        fleet.database
                .owner()
                .useHandle(handle ->
                        handle.execute("update devices set lifecycle = 'Disabled' where id = ?", disabled.value()));
        var stranger = DeviceId.random();

        fleet.take()
                .take(List.of(
                        fleet.delivery(
                                other.toString(),
                                TelemetryFixture.body(device, UUID.randomUUID(), NOW, TelemetryFixture.sample(1)),
                                NOW),
                        fleet.delivery(
                                null,
                                TelemetryFixture.body(device, UUID.randomUUID(), NOW, TelemetryFixture.sample(1)),
                                NOW),
                        fleet.delivery(device.toString(), new byte[TelemetryEvent.MAX_BYTES + 1], NOW),
                        fleet.delivery(device, NOW.plus(Duration.ofMinutes(6)), 1),
                        fleet.delivery(device, NOW.minus(Duration.ofDays(91)), 1),
                        fleet.delivery(disabled, NOW, 1),
                        fleet.delivery(stranger, NOW, 1)));

        assertThat(fleet.rows()).isZero();
        assertThat(fleet.texts("select concat_ws(' ', reason, publisher, tenant_id) from parked_events "
                        + "order by sequence_number"))
                .containsExactly(
                        "forged-source " + other + " " + tenant,
                        "forged-source",
                        "oversized " + device + " " + tenant,
                        "time-in-future " + device + " " + tenant,
                        "too-old " + device + " " + tenant,
                        "device-disabled " + disabled + " " + tenant,
                        "unknown-device " + stranger);
    }

    @Test
    void nothing_is_stored_and_nothing_lost_while_the_parking_store_is_down() {
        var device = fleet.device(tenant);
        var batch = List.of(fleet.delivery(device, NOW, 1), fleet.delivery(device.toString(), new byte[] {'x'}, NOW));
        fleet.parked.goDown(true);
        assertThatThrownBy(() -> fleet.take().take(batch)).isInstanceOf(TransientFailure.class);
        assertThat(fleet.rows()).isZero();

        fleet.parked.goDown(false);
        assertThat(fleet.take().take(batch)).isEqualTo(new TakeTelemetry.Taken(1, 0, 1));
    }

    @Test
    void a_lost_database_is_transient_and_parks_nothing() {
        var device = fleet.device(tenant);
        var take = fleet.take();
        take.take(List.of(fleet.delivery(device, NOW, 1)));
        fleet.database
                .owner()
                .useHandle(handle -> handle.execute("alter table device_state rename to device_state_away"));
        fleet.database.owner().useHandle(handle -> handle.execute("""
                create function die() returns trigger language plpgsql as
                $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
                alter table device_state_away rename to device_state;
                create trigger die before update on device_state for each row execute function die();
                alter function die() security definer"""));

        assertThatThrownBy(() -> take.take(List.of(fleet.delivery(device, NOW.plusSeconds(1), 1))))
                .isInstanceOf(TransientFailure.class);
        assertThat(fleet.rows()).isEqualTo(1);
        assertThat(fleet.parked.blobs()).isEmpty();
    }

    @Test
    void a_device_heard_of_again_is_online_once() {
        var device = fleet.device(tenant);
        fleet.take().take(List.of(fleet.delivery(device, NOW, 1), fleet.delivery(device, NOW.minusSeconds(1), 1)));
        fleet.take().take(List.of(fleet.delivery(device, NOW.plusSeconds(1), 1)));

        assertThat(fleet.texts("select connectivity from device_state")).containsExactly("Online");
        assertThat(fleet.texts("select type from device_events")).containsExactly("io.signalbeam.device.online.v1");
    }

    @Test
    void a_device_whose_events_lay_in_the_hub_for_an_hour_is_not_online_for_that() {
        var device = fleet.device(tenant);
        var hourAgo = NOW.minus(Duration.ofHours(1));
        fleet.take()
                .take(List.of(fleet.delivery(
                        device.toString(),
                        TelemetryFixture.body(device, UUID.randomUUID(), hourAgo, TelemetryFixture.sample(1)),
                        hourAgo)));

        assertThat(fleet.texts("select connectivity from device_state")).containsExactly("Offline");
        assertThat(fleet.number("select count(*) from device_events")).isZero();
    }

    @Test
    void several_ingests_of_overlapping_batches_neither_lock_up_nor_double() throws Exception {
        var devices = new ArrayList<DeviceId>();
        for (int i = 0; i < 60; i++) {
            devices.add(fleet.device(tenant));
        }
        var events = new ArrayList<Delivery>();
        for (int i = 0; i < 600; i++) {
            events.add(fleet.delivery(devices.get(i % devices.size()), NOW.minusMillis(i), i % 100));
        }
        try (var threads = Executors.newFixedThreadPool(4)) {
            var runs = new ArrayList<java.util.concurrent.Future<?>>();
            for (int t = 0; t < 4; t++) {
                var mine = new ArrayList<>(events);
                Collections.shuffle(mine, new Random(t));
                runs.add(threads.submit(() -> {
                    var take = fleet.take();
                    for (int from = 0; from < mine.size(); from += 100) {
                        take.take(mine.subList(from, from + 100));
                    }
                }));
            }
            for (var run : runs) {
                run.get();
            }
        }
        assertThat(fleet.rows()).isEqualTo(600);
        assertThat(fleet.number("select count(*) from device_events")).isEqualTo(60);
    }

    @Test
    void a_batch_costs_as_many_statements_for_500_devices_as_for_one() {
        var one = fleet.device(tenant);
        assertThat(statements(
                        List.of(fleet.delivery(one, NOW.minusSeconds(1), 1)), List.of(fleet.delivery(one, NOW, 1))))
                .isEqualTo(4);

        var batch = new ArrayList<Delivery>();
        for (int i = 0; i < 500; i++) {
            var device = fleet.device(tenant);
            batch.add(fleet.delivery(device, NOW, i % 100));
            batch.add(fleet.delivery(device, NOW.minusSeconds(30), i % 100));
        }
        var first = List.of(fleet.delivery(one, NOW.minusSeconds(2), 1));
        assertThat(statements(first, batch)).isEqualTo(4);
        assertThat(statements(first, batch)).as("when all of it comes again").isEqualTo(6);
        assertThat(fleet.rows()).isEqualTo(1003);
    }

    /** Of a process that has met the day; beside them COPY, the role and the tenant, begin and commit, once each. */
    private int statements(List<Delivery> first, List<Delivery> batch) {
        var count = new AtomicInteger();
        var database = fleet.database.database();
        var counting = new Transactions() {
            @Override
            public <T> T inTenant(TenantId id, Work<T> work) {
                throw new AssertionError("ingest serves all tenants");
            }

            @Override
            public <T> T asService(Work<T> work) {
                return database.asService(handle -> {
                    handle.setSqlLogger(new SqlLogger() {
                        @Override
                        public void logAfterExecution(StatementContext context) {
                            count.incrementAndGet();
                        }
                    });
                    return work.run(handle);
                });
            }

            @Override
            public <T> T ofOneMoment(Work<T> work) {
                throw new AssertionError("ingest serves all tenants");
            }

            @Override
            public <T> T beforeTenant(Work<T> work) {
                throw new AssertionError("ingest serves all tenants");
            }

            @Override
            public void afterCommit(Runnable action) {
                database.afterCommit(action);
            }
        };
        var take = fleet.take(counting, InstantSource.fixed(NOW));
        take.take(first);
        count.set(0);
        take.take(batch);
        return count.get();
    }

    private List<String> everything() {
        return everything(fleet);
    }

    private static List<String> everything(TelemetryFixture fleet) {
        var all = new ArrayList<String>();
        all.addAll(fleet.texts(
                "select to_jsonb(m)::text from device_metrics m order by device_id, recorded_at, event_id"));
        all.addAll(fleet.texts("select to_jsonb(s)::text from device_state s order by device_id"));
        all.addAll(fleet.texts("select to_jsonb(e)::text from device_events e order by device_id, at, id"));
        all.addAll(fleet.texts("select to_jsonb(p)::text from parked_events p order by id"));
        return all;
    }
}
