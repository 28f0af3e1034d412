package io.signalbeam.functions.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.intake.OnlineFor;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.shared.desired.AgentSettings;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarkOfflineIT {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void a_device_silent_for_three_heartbeats_goes_offline_once() {
        try (var database = TestDatabase.create()) {
            var tenant = database.tenant("acme");
            device(database, tenant, "silent", NOW.minusSeconds(91));
            device(database, tenant, "late", NOW.minusSeconds(89));
            var mark = new MarkOffline(
                    database.database(), OnlineFor.of(AgentSettings.DEFAULTS), InstantSource.fixed(NOW));

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

    private static void device(TestDatabase database, TenantId tenant, String name, Instant seen) {
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
    }

    private static List<String> texts(TestDatabase database, String sql) {
        return database.owner()
                .withHandle(
                        handle -> handle.createQuery(sql).mapTo(String.class).list());
    }
}
