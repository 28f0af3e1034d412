package io.signalbeam.functions.rollouts;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.TestClock;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.functions.twin.MoveTwins;
import io.signalbeam.shared.id.DeviceId;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A region is lost while rollouts go on: what devices heard there last has numbers that are given to other changes here. */
class MovedTwinsIT {
    private static TestDatabase database;
    private RolloutFixture rollouts;
    private FleetRows fleet;
    private AdvanceRollouts advance;

    @BeforeAll
    static void open() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void prepare(TestInfo test) {
        rollouts =
                new RolloutFixture(database, test.getTestMethod().orElseThrow().getName());
        fleet = rollouts.fleet;
        advance = rollouts.advance;
        moveTo("west-" + test.getDisplayName().hashCode());
    }

    private static void moveTo(String account) {
        new MoveTwins(
                        database.database(),
                        TestCloud.settings(
                                Map.of("CosmosConnection__accountEndpoint", "https://" + account + ".documents.test")),
                        new TestClock())
                .run();
    }

    /** Reported of a change with this number, which the lost region had made. */
    private static void observed(DeviceId device, long generation) {
        database.owner()
                .useHandle(tx -> tx.execute(
                        "update device_state set observed_generation = ? where device_id = ?",
                        generation,
                        device.value()));
    }

    @Test
    void what_a_device_says_of_a_lost_change_neither_fails_nor_completes_what_it_was_asked_since() {
        var device = fleet.device("till");
        var id = rollouts.created(ARollout.of("2.0.0", device));
        long lost = fleet.generation(device) + 3;
        moveTo("north-1");
        for (var state : new String[] {"Failed", "Running"}) {
            rollouts.report(device, state);
            observed(device, lost);
            advance.tick();
            assertThat(rollouts.devices(id).getFirst().status()).isEqualTo(RolloutDeviceStatus.Updating);
        }
        rollouts.report(device, "Running");
        advance.tick();
        assertThat(rollouts.one(id).status()).isEqualTo(RolloutStatus.Succeeded);
    }

    @Test
    void what_was_seen_or_has_ended_stays_as_it_is() {
        var seen = fleet.device("seen");
        var done = fleet.device("done");
        var failed = fleet.device("failed");
        var id = rollouts.created(ARollout.of("2.0.0", seen, done, failed));
        rollouts.report(seen, "Updating");
        rollouts.report(done, "Running");
        rollouts.report(failed, "Failed");
        advance.tick();
        var before = rollouts.devices(id);
        moveTo("north-2");
        advance.tick();
        assertThat(rollouts.devices(id)).isEqualTo(before);
        rollouts.report(seen, "Running");
        advance.tick();
        assertThat(rollouts.devices(id))
                .filteredOn(one -> one.deviceId().equals(seen))
                .extracting(RolloutDevice::status)
                .containsExactly(RolloutDeviceStatus.Succeeded);
    }
}
