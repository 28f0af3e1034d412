package io.signalbeam.functions.rollouts;

import static io.signalbeam.functions.testing.Answers.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.access.Reach;
import io.signalbeam.functions.audit.AuditSql;
import io.signalbeam.functions.live.Onlookers;
import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.People;
import io.signalbeam.functions.testing.Projection;
import io.signalbeam.functions.testing.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RolloutTickIT {
    /** {@code -Drollout.devices=100000} looks at more of them. */
    private static final int DEVICES = Integer.getInteger("rollout.devices", 10_000);

    @Test
    void moves_ten_thousand_devices_in_a_few_statements() {
        try (var database = TestDatabase.create()) {
            var fleet = new FleetRows(database, database.tenant("large"));
            var group = fleet.group("all", 0);
            fleet.devices(DEVICES, group);
            fleet.versions("app", "1.0.0");
            var audit = new AuditSql(Clock.systemUTC());
            var advance = new AdvanceRollouts(
                    database.database(),
                    audit,
                    Projection.none(database.database()),
                    Onlookers.NONE,
                    Clock.systemUTC());
            var create = new CreateRollout(database.database(), audit, advance, Clock.systemUTC());
            var wish = new NewRollout(null, "app", "1.0.0", new RolloutTarget(group, null, null), null);
            var waves = new ArrayList<>(Collections.nCopies(10, new Wave(null, 10, null, null, null, null, null)));
            waves.set(0, new Wave(null, 10, null, null, null, null, true));
            var inWaves = new NewRollout(
                    null,
                    "app",
                    "1.0.0",
                    new RolloutTarget(group, null, null),
                    null,
                    null,
                    1,
                    null,
                    waves,
                    null,
                    null,
                    null,
                    null);
            assertThat(timed(
                            "creates ten waves of",
                            () -> value(create.create(People.operator(fleet.tenant()), fleet.tenant(), inWaves))))
                    .isLessThan(Duration.ofMinutes(1));
            var rollout = value(create.create(People.operator(fleet.tenant()), fleet.tenant(), wish));

            assertThat(timed("releases", advance::tick)).isLessThan(Duration.ofMinutes(1));
            assertThat(timed("waits for", advance::tick)).isLessThan(Duration.ofMinutes(1));
            database.owner()
                    .useHandle(tx -> tx.execute("UPDATE device_state s SET observed_generation = d.generation,"
                            + " report = '{\"bundles\":[{\"bundleId\":\"app\",\"version\":\"1.0.0\",\"state\":\"Running\"}]}'"
                            + " FROM devices d WHERE d.id = s.device_id"));
            assertThat(timed("ends", advance::tick)).isLessThan(Duration.ofMinutes(1));

            var ended = value(
                    new Rollouts(database.database(), Clock.systemUTC()).get(Reach.ALL, fleet.tenant(), rollout.id()));
            assertThat(ended.status()).as("%s", ended).isEqualTo(RolloutStatus.Succeeded);
            assertThat(ended.progress()).isEqualTo(Map.of(RolloutDeviceStatus.Succeeded, DEVICES));
            assertThat(fleet.outbox()).isEqualTo(DEVICES);
        }
    }

    private static Duration timed(String does, Runnable work) {
        var start = Instant.now();
        work.run();
        var took = Duration.between(start, Instant.now());
        System.out.println("a step that " + does + " " + DEVICES + " devices: " + took.toMillis() + " ms");
        return took;
    }
}
