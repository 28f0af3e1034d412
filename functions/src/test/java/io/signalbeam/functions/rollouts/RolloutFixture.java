package io.signalbeam.functions.rollouts;

import static io.signalbeam.functions.testing.Answers.value;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.access.Reach;
import io.signalbeam.functions.assignments.Assignments;
import io.signalbeam.functions.assignments.Reassess;
import io.signalbeam.functions.audit.AuditSql;
import io.signalbeam.functions.live.Onlookers;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.People;
import io.signalbeam.functions.testing.Projection;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.RolloutId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** A tenant of a test's own, with versions 0.9.0 to 3.0.0 of {@code app}, on the real engine at a time that the test sets. */
final class RolloutFixture {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    final FleetRows fleet;
    final Person person;
    final AdvanceRollouts advance;
    final CreateRollout create;
    final ActOnRollout act;
    final Rollouts views;

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final TestDatabase database;
    private final ExplainDevice explain;

    RolloutFixture(TestDatabase database, String tenant) {
        this.database = database;
        fleet = new FleetRows(database, database.tenant(tenant));
        fleet.versions("app", "0.9.0", "1.0.0", "2.0.0", "3.0.0");
        person = People.operator(fleet.tenant());
        var audit = new AuditSql(now::get);
        var projection = Projection.none(database.database());
        advance = new AdvanceRollouts(database.database(), audit, projection, Onlookers.NONE, now::get);
        create = new CreateRollout(database.database(), audit, advance, now::get);
        act = new ActOnRollout(database.database(), audit, advance, now::get);
        views = new Rollouts(database.database(), now::get);
        explain = new ExplainDevice(
                database.database(), new Assignments(database.database(), audit, projection), now::get);
    }

    Instant now() {
        return now.get();
    }

    void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    /** Makes it, and gives the engine a turn. */
    RolloutId created(ARollout rollout) {
        var id = value(asked(rollout)).id();
        advance.tick();
        return id;
    }

    Outcome<Rollout> asked(ARollout rollout) {
        return create.create(person, fleet.tenant(), rollout.wish());
    }

    Outcome<Rollout> acted(RolloutId id, RolloutAction action) {
        return act.act(person, fleet.tenant(), id, action);
    }

    Rollout one(RolloutId id) {
        return value(views.get(Reach.ALL, fleet.tenant(), id));
    }

    List<RolloutDevice> devices(RolloutId id) {
        return value(views.devices(Reach.ALL, fleet.tenant(), id, List.of(), Page.first(100)))
                .items();
    }

    List<DeviceId> updating(RolloutId id) {
        return devices(id).stream()
                .filter(device -> device.status() == RolloutDeviceStatus.Updating)
                .map(RolloutDevice::deviceId)
                .toList();
    }

    DeviceId online(DeviceId device) {
        database.owner()
                .useHandle(tx -> tx.execute(
                        "UPDATE device_state SET connectivity = 'Online' WHERE device_id = ?", device.value()));
        return device;
    }

    /** It says so of version 2.0.0. */
    void report(DeviceId device, String state) {
        fleet.report(device, "app", "2.0.0", state);
    }

    void reassess(DeviceId device) {
        database.database().inTenant(fleet.tenant(), tx -> Reassess.devices(tx, fleet.tenant(), List.of(device)));
    }

    void assign(GroupId group, String version) {
        fleet.assignToGroup(group, "app", version);
        database.database().inTenant(fleet.tenant(), tx -> Reassess.members(tx, fleet.tenant(), group));
    }

    /** Who did so with the rollout, as often as it was done. */
    List<String> audited(RolloutId id, String action) {
        return database.owner()
                .withHandle(tx -> tx.createQuery(
                                "SELECT actor FROM audit_log WHERE object_id = :id AND action = :action ORDER BY at")
                        .bind("id", id.toString())
                        .bind("action", action)
                        .mapTo(String.class)
                        .list());
    }

    /** What the device is explained by. */
    List<String> explained(DeviceId device) {
        return value(explain.explain(fleet.tenant(), device)).steps().stream()
                .map(Explanation.Step::text)
                .toList();
    }
}
