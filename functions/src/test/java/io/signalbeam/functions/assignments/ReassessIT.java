package io.signalbeam.functions.assignments;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.shared.id.DeviceId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReassessIT {
    private static TestDatabase database;

    @BeforeAll
    static void open() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void tells_a_device_once_what_it_shall_run() {
        var fleet = fleet("once");
        var device = fleet.device("one");
        fleet.versions("app", "1.0.0");
        fleet.assignToDevice(device, "app", "1.0.0");
        int before = fleet.outbox();

        assertThat(reassess(fleet, device)).isEqualTo(1);
        assertThat(reassess(fleet, device)).isZero();
        assertThat(fleet.desired(device)).isEqualTo(Map.of("app", "1.0.0"));
        assertThat(fleet.generation(device)).isEqualTo(2);
        assertThat(fleet.outbox()).isEqualTo(before + 1);
    }

    @Test
    void asks_a_decommissioned_device_for_nothing() {
        var fleet = fleet("gone");
        var device = fleet.device("one");
        fleet.versions("app", "1.0.0");
        fleet.assignToDevice(device, "app", "1.0.0");
        reassess(fleet, device);
        database.owner()
                .useHandle(tx ->
                        tx.execute("UPDATE devices SET lifecycle = 'Decommissioned' WHERE id = ?", device.value()));

        assertThat(reassess(fleet, device)).isZero();
        assertThat(fleet.desired(device)).isEmpty();
        assertThat(fleet.generation(device)).isEqualTo(2);
    }

    @Test
    void does_not_reach_into_another_tenant() {
        var fleet = fleet("mine");
        var other = fleet("theirs");
        var device = other.device("one");
        other.versions("app", "1.0.0");
        other.assignToDevice(device, "app", "1.0.0");

        assertThat(reassess(fleet, device)).isZero();
        assertThat(other.desired(device)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agrees_with_the_rule_as_a_person_would_apply_it(long seed) {
        var fleet = fleet("random-" + seed);
        var model = new RandomFleet(fleet, database.owner(), seed);
        for (int round = 0; round < 25; round++) {
            var before = model.state();
            var touched = model.change();
            int changed =
                    database.database().inTenant(fleet.tenant(), tx -> Reassess.devices(tx, fleet.tenant(), touched));
            model.check(before, changed, "seed " + seed + ", round " + round);
        }
    }

    @Test
    void comes_to_one_truth_whoever_asks_at_the_same_time() throws Exception {
        var fleet = fleet("crowd");
        fleet.versions("app", "1.0.0", "2.0.0", "3.0.0");
        var devices = List.of(fleet.device("a"), fleet.device("b"), fleet.device("c"));
        var group = fleet.group("all", 0, devices.toArray(DeviceId[]::new));
        try (var pool = Executors.newFixedThreadPool(4)) {
            var work = java.util.stream.IntStream.range(0, 40)
                    .mapToObj(n -> pool.submit(() -> {
                        var version = (n % 3 + 1) + ".0.0";
                        return database.database().inTenant(fleet.tenant(), tx -> {
                            Reassess.lockGroup(tx, fleet.tenant(), group);
                            tx.execute(
                                    "INSERT INTO assignments (id, tenant_id, bundle_id, version, kind, group_id, assigned_by)"
                                            + " VALUES (gen_random_uuid(), ?, 'app', ?, 'Group', ?, 'test')"
                                            + " ON CONFLICT (group_id, bundle_id) WHERE kind = 'Group'"
                                            + " DO UPDATE SET version = excluded.version",
                                    fleet.tenant().value(),
                                    version,
                                    group.value());
                            return n % 2 == 0
                                    ? Reassess.members(tx, fleet.tenant(), group)
                                    : Reassess.devices(tx, fleet.tenant(), devices.reversed());
                        });
                    }))
                    .toList();
            for (var one : work) {
                one.get();
            }
        }
        var asked = database.owner()
                .withHandle(tx -> tx.createQuery("SELECT version FROM assignments WHERE group_id = :g")
                        .bind("g", group.value())
                        .mapTo(String.class)
                        .one());
        assertThat(devices)
                .allSatisfy(device -> assertThat(fleet.desired(device)).isEqualTo(Map.of("app", asked)));
    }

    private static int reassess(FleetRows fleet, DeviceId device) {
        return database.database()
                .inTenant(fleet.tenant(), tx -> Reassess.devices(tx, fleet.tenant(), List.of(device)));
    }

    private static FleetRows fleet(String name) {
        return new FleetRows(database, database.tenant(name));
    }
}
