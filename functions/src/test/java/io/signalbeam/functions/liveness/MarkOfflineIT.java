package io.signalbeam.functions.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.signalbeam.functions.intake.Delivery;
import io.signalbeam.functions.intake.IngestProgress;
import io.signalbeam.functions.intake.OnlineFor;
import io.signalbeam.functions.live.Onlookers;
import io.signalbeam.functions.testing.TestClock;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.shared.desired.AgentSettings;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarkOfflineIT {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final OnlineFor ONLINE_FOR = OnlineFor.of(AgentSettings.DEFAULTS);

    @Test
    void a_device_silent_for_three_heartbeats_goes_offline_once() {
        try (var database = TestDatabase.create()) {
            var tenant = database.tenant("acme");
            device(database, tenant, "silent", NOW.minusSeconds(91));
            device(database, tenant, "late", NOW.minusSeconds(89));
            var mark = new MarkOffline(
                    database.database(),
                    OnlineFor.of(AgentSettings.DEFAULTS),
                    Onlookers.NONE,
                    InstantSource.fixed(NOW));

            assertThat(mark.run()).isEqualTo(1);
            assertThat(mark.run()).isZero();

            assertThat(texts(
                            database,
                            "select name || ' ' || connectivity from device_state s join devices d "
                                    + "on d.id = s.device_id order by name"))
                    .containsExactly("late Online", "silent Offline");
            assertThat(texts(
                            database,
                            "select concat_ws(' ', name, type, details->>'lastSeenAt') from device_events e "
                                    + "join devices d on d.id = e.device_id"))
                    .containsExactly("silent io.signalbeam.device.offline.v1 2026-11-21T11:58:29.000Z");
        }
    }

    @Test
    void lagging_ingest_marks_nobody_and_a_truly_silent_device_goes_offline_once_it_has_caught_up() {
        try (var database = TestDatabase.create()) {
            var tenant = database.tenant("acme");
            device(database, tenant, "alive", NOW.minusSeconds(200));
            device(database, tenant, "dead", NOW.minusSeconds(900));
            var progress = new IngestProgress(database.database(), InstantSource.fixed(NOW.minusSeconds(2)));
            progress.taken(List.of(event("0", 7, NOW.minusSeconds(3))));
            progress.taken(List.of(event("1", 4, NOW.minusSeconds(303)), event("1", 5, NOW.minusSeconds(302))));
            var mark = new MarkOffline(database.database(), ONLINE_FOR, Onlookers.NONE, InstantSource.fixed(NOW));

            assertThat(mark.run())
                    .as("five minutes behind: only who was silent before that")
                    .isEqualTo(1);
            assertThat(states(database)).containsExactly("alive Online", "dead Offline");

            progress.taken(List.of(event("1", 900, NOW.minusSeconds(2))));
            assertThat(mark.run()).isEqualTo(1);
            assertThat(states(database)).containsExactly("alive Offline", "dead Offline");
        }
    }

    @Test
    void after_the_app_was_away_devices_have_three_heartbeats_to_be_heard() {
        try (var database = TestDatabase.create()) {
            var clock = new TestClock();
            var mark = new MarkOffline(database.database(), ONLINE_FOR, Onlookers.NONE, clock);
            device(database, database.tenant("acme"), "silent", clock.instant());
            assertThat(mark.run()).isZero();
            clock.advance(Duration.ofMinutes(20));
            for (int look = 0; look < 6; look++) {
                assertThat(mark.run()).isZero();
                clock.advance(Duration.ofSeconds(15));
            }
            assertThat(mark.run()).isEqualTo(1);
        }
    }

    @Test
    void a_poll_shows_that_a_device_lives_and_is_written_for_all_at_once() {
        try (var database = TestDatabase.create()) {
            var clock = new TestClock();
            var tenant = database.tenant("acme");
            var back = device(database, tenant, "back", clock.instant().minusSeconds(300));
            var fresh = device(database, tenant, "fresh", clock.instant().minusSeconds(5));
            var mark = new MarkOffline(database.database(), ONLINE_FOR, Onlookers.NONE, clock);
            assertThat(mark.run()).isEqualTo(1);
            assertThat(states(database)).containsExactly("back Offline", "fresh Online");

            var batches = new ArrayList<Runnable>();
            var signs = new SignsOfLife(database.database(), ONLINE_FOR, clock, batches::add);
            signs.of(back);
            signs.of(fresh);
            signs.of(back);
            assertThat(batches).as("at most one write in ten seconds").hasSize(1);
            batches.getFirst().run();

            assertThat(states(database)).containsExactly("back Online", "fresh Online");
            assertThat(texts(
                            database,
                            "select name from device_state s join devices d on d.id = s.device_id"
                                    + " where last_seen_at = '" + clock.instant() + "'"))
                    .as("who was heard of lately costs no write")
                    .containsExactly("back");
            assertThat(texts(database, "select count(*)::text from device_events where type like '%.online.v1'"))
                    .containsExactly("1");
            assertThat(mark.run()).isZero();
        }
    }

    private static Delivery event(String partition, long sequence, Instant enqueuedAt) {
        return new Delivery(
                new Delivery.Position("device-telemetry", partition, sequence, enqueuedAt),
                null,
                JsonNodeFactory.instance.objectNode(),
                new byte[0]);
    }

    private static List<String> states(TestDatabase database) {
        return texts(
                database,
                "select name || ' ' || connectivity from device_state s join devices d on d.id = s.device_id"
                        + " order by name");
    }

    private static DeviceId device(TestDatabase database, TenantId tenant, String name, Instant seen) {
        var id = DeviceId.random();
        database.owner().useHandle(handle -> {
            handle.execute(
                    "insert into devices (id, tenant_id, name) values (?, ?, ?)", id.value(), tenant.value(), name);
            handle.execute(
                    "insert into device_state (device_id, tenant_id, connectivity, last_seen_at) values (?, ?, 'Online', ?)",
                    id.value(),
                    tenant.value(),
                    seen);
        });
        return id;
    }

    private static List<String> texts(TestDatabase database, String sql) {
        return database.owner()
                .withHandle(
                        handle -> handle.createQuery(sql).mapTo(String.class).list());
    }
}
