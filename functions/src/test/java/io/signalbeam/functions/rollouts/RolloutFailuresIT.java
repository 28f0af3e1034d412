package io.signalbeam.functions.rollouts;

import static io.signalbeam.functions.testing.Answers.conflict;
import static io.signalbeam.functions.testing.Answers.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.access.Reach;
import io.signalbeam.functions.bundles.Quarantines;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.rollouts.RolloutFailures.Kind;
import io.signalbeam.functions.rollouts.RolloutFailures.Share;
import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.RolloutId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What is learnt from failures: what they have in common, and that a version is better given to nobody else. */
class RolloutFailuresIT {
    private static final Wave ANY_NUMBER = new Wave(null, null, null, null, 1, null, null);

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
    }

    @Test
    void what_tells_the_failed_devices_apart_comes_first() {
        var all = devices(2, Map.of("os.arch", "arm/v7", "env", "prod", "site", "x"));
        var failing = devices(2, Map.of("os.arch", "arm/v7", "env", "prod", "site", "y"));
        failing.addAll(all);
        var good = devices(3, Map.of("os.arch", "amd64", "env", "prod", "site", "x"));
        var id = created(anyNumber("env"));
        failing.forEach(device -> report(device, "Failed"));
        good.forEach(device -> report(device, "Running"));
        advance.tick();

        var failures = failures(id);
        assertThat(failures.failed()).isEqualTo(4);
        assertThat(failures.tried()).isEqualTo(7);
        assertThat(failures.shares())
                .containsExactly(
                        new Share(Kind.Fact, "os.arch", "arm/v7", 4, 4, 1, 1.0),
                        new Share(Kind.Container, null, "app", 4, null, 1, null),
                        new Share(Kind.Error, null, "image-not-found", 4, null, 1, null),
                        new Share(Kind.Label, "site", "y", 2, 2, 0.5, 1.0),
                        new Share(Kind.Label, "env", "prod", 4, 7, 1, 4.0 / 7),
                        new Share(Kind.Label, "site", "x", 2, 5, 0.5, 0.4));
    }

    @Test
    void where_nothing_succeeded_the_error_says_most() {
        var devices = devices(2, Map.of("os.arch", "arm64"));
        var id = created(anyNumber("os.arch"));
        devices.forEach(device -> report(device, "Failed"));
        advance.tick();

        assertThat(failures(id).shares().getFirst().kind()).isIn(Kind.Error, Kind.Container);
        assertThat(failures(id).shares()).contains(new Share(Kind.Fact, "os.arch", "arm64", 2, 2, 1, 1.0));
    }

    @Test
    void failures_are_told_after_the_rollout_has_taken_them_back_and_not_before_there_are_any() {
        var device = devices(1, Map.of("env", "prod")).getFirst();
        var id = created(anyNumber("env").errorThreshold(new ErrorThreshold(1, null, null, OnFailure.RollBack)));
        assertThat(failures(id)).isEqualTo(new RolloutFailures(0, 0, List.of()));

        report(device, "Failed");
        advance.tick();
        advance.tick();
        assertThat(rollouts.one(id).status()).isEqualTo(RolloutStatus.RollingBack);
        assertThat(failures(id).failed()).isEqualTo(1);
        assertThat(failures(id).shares()).contains(new Share(Kind.Error, null, "image-not-found", 1, null, 1, null));
    }

    @Test
    void a_version_that_fails_too_often_is_given_to_nobody_else_until_somebody_says_so() {
        quarantineAfter(2);
        var devices = devices(4, Map.of("env", "prod"));
        var group = fleet.group("all", 0, devices.toArray(DeviceId[]::new));
        rollouts.assign(group, "1.0.0");
        var id = created(ARollout.of("2.0.0", group).waves(ANY_NUMBER).maxUnavailable(2));
        var asked = devices.stream()
                .filter(device -> "2.0.0".equals(fleet.desired(device).get("app")))
                .toList();
        asked.forEach(device -> report(device, "Failed"));
        advance.tick();
        advance.tick();

        var rollout = rollouts.one(id);
        assertThat(rollout.status()).isEqualTo(RolloutStatus.Running);
        assertThat(rollout.waitingFor())
                .contains("app 2.0.0 is in quarantine since")
                .endsWith("it failed on 2 devices, and 2 are too many.");
        assertThat(devices)
                .filteredOn(device -> "2.0.0".equals(fleet.desired(device).get("app")))
                .hasSize(2);
        assertThat(audited("bundle.quarantine")).isEqualTo(1);
        assertThat(conflict(rollouts.asked(anyNumber("env")))).isEqualTo(ErrorCode.VERSION_QUARANTINED);

        lift();
        advance.tick();
        assertThat(devices)
                .allMatch(device -> "2.0.0".equals(fleet.desired(device).get("app")));
        asked.forEach(device -> report(device, "Failed"));
        advance.tick();
        assertThat(quarantined()).as("what had failed before counts no more").isFalse();
    }

    @Test
    void without_a_number_of_its_own_a_tenant_stops_at_ten_that_are_a_twentieth() {
        var devices = devices(10, Map.of("env", "prod"));
        created(anyNumber("env"));
        devices.subList(0, 9).forEach(device -> report(device, "Failed"));
        advance.tick();
        assertThat(quarantined()).isFalse();
        report(devices.get(9), "Failed");
        advance.tick();
        assertThat(quarantined()).isTrue();
    }

    @Test
    void who_joins_waits_with_what_there_is_and_is_told_why() {
        var first = fleet.device("first");
        var group = fleet.group("all", 1, first);
        var older = fleet.group("older", 0);
        rollouts.assign(older, "1.0.0");
        rollouts.assign(group, "2.0.0");
        quarantine("2.0.0");
        var joins = fleet.device("joins");
        fleet.members(group, List.of(joins));
        rollouts.reassess(joins);
        assertThat(fleet.desired(joins)).isEmpty();
        assertThat(rollouts.explained(joins))
                .anyMatch(text -> text.startsWith("The group all would have it run app 2.0.0, but it is not given that:"
                        + " app 2.0.0 is in quarantine since"));
        fleet.members(older, List.of(joins));
        rollouts.reassess(joins);
        assertThat(fleet.desired(joins)).as("the next best").isEqualTo(Map.of("app", "1.0.0"));
        assertThat(fleet.desired(first)).as("who has it keeps it").isEqualTo(Map.of("app", "2.0.0"));
        rollouts.reassess(first);
        assertThat(fleet.desired(first)).isEqualTo(Map.of("app", "2.0.0"));
    }

    @Test
    void a_device_goes_back_to_a_version_in_quarantine_that_it_ran_before() {
        var device = fleet.device("a", Map.of("env", "prod"));
        var group = fleet.group("all", 0, device);
        rollouts.assign(group, "1.0.0");
        report(device, "1.0.0", "Running");
        var id = created(ARollout.of("2.0.0", group).waves(ANY_NUMBER));
        report(device, "Running");
        quarantine("1.0.0");
        value(rollouts.acted(id, new RolloutAction.RollBack()));
        advance.tick();
        assertThat(fleet.desired(device)).isEqualTo(Map.of("app", "1.0.0"));
    }

    private static ARollout anyNumber(String selector) {
        return ARollout.of("2.0.0", selector).waves(ANY_NUMBER);
    }

    private RolloutId created(ARollout rollout) {
        // With a bound on what is updating, only devices that are online are asked.
        database.owner()
                .useHandle(tx -> tx.execute(
                        "UPDATE device_state SET connectivity = 'Online' WHERE tenant_id = ?",
                        fleet.tenant().value()));
        return rollouts.created(rollout);
    }

    private RolloutFailures failures(RolloutId id) {
        return value(rollouts.views.failures(Reach.ALL, fleet.tenant(), id));
    }

    private List<DeviceId> devices(int count, Map<String, String> labels) {
        var devices = new ArrayList<DeviceId>();
        IntStream.range(0, count)
                .forEach(i ->
                        devices.add(fleet.device(DeviceId.random().toString().substring(20), labels)));
        return devices;
    }

    private void report(DeviceId device, String state) {
        report(device, "2.0.0", state);
    }

    private void report(DeviceId device, String version, String state) {
        fleet.report(device, "app", version, state);
    }

    private void quarantine(String version) {
        database.owner()
                .useHandle(tx -> tx.execute(
                        "UPDATE bundle_versions SET quarantined_at = now(), quarantine_reason = 'it is bad.'"
                                + " WHERE tenant_id = ? AND version = ?",
                        fleet.tenant().value(),
                        version));
    }

    private boolean quarantined() {
        return database.database().inTenant(fleet.tenant(), tx -> Quarantines.any(tx, fleet.tenant()));
    }

    private void lift() {
        database.database()
                .inTenant(fleet.tenant(), tx -> Quarantines.lift(tx, fleet.tenant(), "app", "2.0.0", rollouts.now()));
    }

    private void quarantineAfter(int devices) {
        database.owner()
                .useHandle(tx -> tx.execute(
                        "UPDATE tenants SET quarantine_after = ? WHERE id = ?",
                        devices,
                        fleet.tenant().value()));
    }

    private int audited(String action) {
        return database.owner()
                .withHandle(tx -> tx.createQuery(
                                "SELECT count(*) FROM audit_log WHERE tenant_id = :tenant AND action = :action")
                        .bind("tenant", fleet.tenant().value())
                        .bind("action", action)
                        .mapTo(Integer.class)
                        .one());
    }
}
