package io.signalbeam.functions.rollouts;

import static io.signalbeam.functions.testing.Answers.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.access.Reach;
import io.signalbeam.functions.access.TwinDeviceDoor;
import io.signalbeam.functions.audit.AuditSql;
import io.signalbeam.functions.devices.ChangeDevice;
import io.signalbeam.functions.devices.DeviceEventsSql;
import io.signalbeam.functions.groups.Membership;
import io.signalbeam.functions.live.Onlookers;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.MemoryTwins;
import io.signalbeam.functions.testing.People;
import io.signalbeam.functions.testing.Projection;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.functions.twin.RecentTwins;
import io.signalbeam.shared.credential.CredentialHash;
import io.signalbeam.shared.credential.DeviceKey;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecommissionIT {
    private final TestDatabase database = TestDatabase.create();
    private final FleetRows fleet = new FleetRows(database, database.tenant("shop"));
    private final MemoryTwins twins = new MemoryTwins();
    private final AuditSql audit = new AuditSql(Clock.systemUTC());
    private final AdvanceRollouts advance = new AdvanceRollouts(
            database.database(), audit, Projection.into(twins, database.database()), Onlookers.NONE, Clock.systemUTC());
    private final ChangeDevice change = new ChangeDevice(
            database.database(),
            Projection.into(twins, database.database()),
            Membership::refresh,
            audit,
            new DeviceEventsSql(Clock.systemUTC()),
            Clock.systemUTC());

    private final DeviceId leaving = fleet.device("leaving", Map.of("env", "prod"));
    private final DeviceId staying = fleet.device("staying", Map.of("env", "prod"));
    private GroupId selected;
    private GroupId named;

    @BeforeEach
    void prepare() {
        fleet.versions("app", "1.0.0", "2.0.0");
        fleet.versions("own", "1.0.0");
        selected = fleet.group("selected", 1);
        database.owner()
                .useHandle(tx -> tx.execute("UPDATE groups SET selector = 'env=prod' WHERE id = ?", selected.value()));
        named = fleet.group("named", 2, leaving, staying);
        fleet.assignToGroup(selected, "app", "1.0.0");
        fleet.assignToDevice(leaving, "own", "1.0.0");
        database.database()
                .inTenant(fleet.tenant(), tx -> Membership.refresh(tx, fleet.tenant(), List.of(leaving, staying)));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_decommissioned_device_is_in_no_group_and_asked_for_nothing() {
        assertThat(fleet.desired(leaving)).isEqualTo(Map.of("app", "1.0.0", "own", "1.0.0"));

        decommission();

        assertThat(fleet.desired(leaving)).isEmpty();
        assertThat(members(selected)).containsExactly(staying);
        assertThat(members(named)).containsExactly(staying);
        assertThat(fleet.desired(staying)).isEqualTo(Map.of("app", "1.0.0"));
        var everywhere = List.of(leaving, staying);
        database.database().inTenant(fleet.tenant(), tx -> Membership.refresh(tx, fleet.tenant(), everywhere));
        assertThat(fleet.desired(leaving)).as("after placing it again").isEmpty();
        assertThat(members(selected)).containsExactly(staying);
    }

    @Test
    void its_twin_turns_it_away_as_soon_as_the_change_is_committed() {
        var key = DeviceKey.random(leaving);
        database.owner()
                .useHandle(tx -> tx.execute(
                        "INSERT INTO device_keys (tenant_id, device_id, id, hash) VALUES (?, ?, ?, ?)",
                        fleet.tenant().value(),
                        leaving.value(),
                        TwinDeviceDoor.ownPart(key),
                        CredentialHash.of(key.secretBytes()).encoded()));

        decommission();

        assertThat(new TwinDeviceDoor(
                                new RecentTwins(twins, twins, Clock.systemUTC(), Runnable::run),
                                () -> {},
                                Clock.systemUTC())
                        .authenticate(key.text()))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.refusal())
                                .isInstanceOfSatisfying(
                                        Refusal.Forbidden.class,
                                        forbidden -> assertThat(forbidden.code())
                                                .isEqualTo(ErrorCode.DEVICE_DECOMMISSIONED)));
        assertThat(twins.read(leaving).orElseThrow().desired().bundles()).isEmpty();
    }

    @Test
    void a_rollout_goes_on_without_it_whether_it_was_asked_already_or_not() {
        var rollout = value(new CreateRollout(database.database(), audit, advance, Clock.systemUTC())
                .create(
                        People.operator(fleet.tenant()),
                        fleet.tenant(),
                        new NewRollout(null, "app", "2.0.0", new RolloutTarget(named, null, null), null)));
        database.owner()
                .useHandle(tx -> tx.execute(
                        "UPDATE rollout_devices SET status = 'Pending', started_at = NULL WHERE device_id = ?",
                        leaving.value()));
        decommission();
        advance.tick();
        assertThat(progress(rollout))
                .isEqualTo(Map.of(RolloutDeviceStatus.Skipped, 1, RolloutDeviceStatus.Updating, 1));

        fleet.report(staying, "app", "2.0.0", "Running");
        advance.tick();

        assertThat(value(new Rollouts(database.database(), Clock.systemUTC())
                                .get(Reach.ALL, fleet.tenant(), rollout.id()))
                        .status())
                .isEqualTo(RolloutStatus.Succeeded);
        assertThat(fleet.desired(leaving)).isEmpty();
    }

    @Test
    void a_rollout_that_waits_for_its_report_alone_succeeds() {
        var rollout = value(new CreateRollout(database.database(), audit, advance, Clock.systemUTC())
                .create(
                        People.operator(fleet.tenant()),
                        fleet.tenant(),
                        new NewRollout(null, "app", "2.0.0", new RolloutTarget(named, null, null), null)));
        fleet.report(staying, "app", "2.0.0", "Running");
        advance.tick();
        assertThat(progress(rollout))
                .isEqualTo(Map.of(RolloutDeviceStatus.Succeeded, 1, RolloutDeviceStatus.Updating, 1));

        decommission();
        advance.tick();

        assertThat(progress(rollout))
                .isEqualTo(Map.of(RolloutDeviceStatus.Succeeded, 1, RolloutDeviceStatus.Skipped, 1));
        assertThat(value(new Rollouts(database.database(), Clock.systemUTC())
                                .get(Reach.ALL, fleet.tenant(), rollout.id()))
                        .status())
                .isEqualTo(RolloutStatus.Succeeded);
    }

    private void decommission() {
        value(change.decommission(People.operator(fleet.tenant()), fleet.tenant(), leaving));
    }

    private Map<RolloutDeviceStatus, Integer> progress(Rollout rollout) {
        return value(new Rollouts(database.database(), Clock.systemUTC()).get(Reach.ALL, fleet.tenant(), rollout.id()))
                .progress();
    }

    private List<DeviceId> members(GroupId group) {
        return database.owner()
                .withHandle(tx -> tx.createQuery("SELECT device_id FROM group_members WHERE group_id = :group")
                        .bind("group", group.value())
                        .mapTo(java.util.UUID.class)
                        .map(DeviceId::new)
                        .list());
    }
}
