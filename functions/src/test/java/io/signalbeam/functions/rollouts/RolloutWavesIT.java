package io.signalbeam.functions.rollouts;

import static io.signalbeam.functions.testing.Answers.conflict;
import static io.signalbeam.functions.testing.Answers.fields;
import static io.signalbeam.functions.testing.Answers.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.access.Reach;
import io.signalbeam.functions.assignments.Reassess;
import io.signalbeam.functions.audit.AuditSql;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.rollouts.MaintenanceWindows.Window;
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
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class RolloutWavesIT {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static TestDatabase database;
    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private FleetRows fleet;
    private Person person;
    private AdvanceRollouts advance;
    private CreateRollout create;
    private ActOnRollout act;
    private Rollouts rollouts;

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
        var tenant = database.tenant(test.getTestMethod().orElseThrow().getName());
        fleet = new FleetRows(database, tenant);
        fleet.versions("app", "0.9.0", "1.0.0", "2.0.0", "3.0.0");
        person = People.operator(tenant);
        var audit = new AuditSql(now::get);
        advance = new AdvanceRollouts(database.database(), audit, Projection.none(database.database()), now::get);
        create = new CreateRollout(database.database(), audit, advance, now::get);
        act = new ActOnRollout(database.database(), audit, advance, now::get);
        rollouts = new Rollouts(database.database(), now::get);
    }

    @Test
    void a_selector_takes_its_devices_and_the_others_share_the_rest() {
        var canary = fleet.device("canary", Map.of("canary", ""));
        for (int i = 0; i < 10; i++) {
            fleet.device("d" + i, Map.of());
        }
        var id = created(wish(
                new RolloutTarget(null, "os!=none", null),
                "2.0.0",
                new Wave(null, null, null, "canary", null, null, null),
                new Wave(null, 50, null, null, null, null, null),
                Wave.OF_ALL));

        assertThat(devices(id).stream().filter(device -> device.wave() == 1).map(RolloutDevice::deviceId))
                .containsExactly(canary);
        assertThat(sizes(id)).isEqualTo(Map.of(1, 1, 2, 6, 3, 4));
    }

    @Test
    void waves_soak_and_ask_for_approval_and_both_can_be_answered_twice() {
        var a = fleet.device("a", Map.of("canary", ""));
        var b = fleet.device("b");
        var id = created(wish(
                new RolloutTarget(null, null, List.of(a, b)),
                "2.0.0",
                new Wave("canary", null, null, "canary", null, 3600, null),
                new Wave(null, null, null, null, null, null, true)));
        assertThat(fleet.desired(b)).isEmpty();
        report(a, "Running");
        advance.tick();
        assertThat(one(id).phase()).isEqualTo("Soaking");
        assertThat(one(id).waitingFor()).isEqualTo("Wave 1 (canary) soaks until 2026-01-01T13:00:00.000Z.");
        assertThat(conflict(acted(id, new RolloutAction.Approve(null))))
                .isEqualTo(ErrorCode.ROLLOUT_NOT_AWAITING_APPROVAL);

        assertThat(value(acted(id, new RolloutAction.Promote(1))).wave()).isEqualTo(1);
        advance.tick();
        assertThat(value(acted(id, new RolloutAction.Promote(1))).wave())
                .as("sent twice")
                .isEqualTo(2);
        assertThat(one(id).phase()).isEqualTo("AwaitingApproval");
        assertThat(fleet.desired(b)).isEmpty();
        assertThat(conflict(acted(id, new RolloutAction.Promote(null)))).isEqualTo(ErrorCode.ROLLOUT_NOT_SOAKING);

        value(acted(id, new RolloutAction.Approve(2)));
        value(acted(id, new RolloutAction.Approve(2)));
        advance.tick();
        assertThat(fleet.desired(b)).isEqualTo(Map.of("app", "2.0.0"));
        assertThat(one(id).waves().get(1).approvedBy()).isEqualTo("Ann");
        report(b, "Running");
        advance.tick();
        assertThat(one(id).status()).isEqualTo(RolloutStatus.Succeeded);
        assertThat(audit(id, "rollout.approve")).isEqualTo(1);
        assertThat(audit(id, "rollout.promote")).isEqualTo(1);
    }

    @Test
    void a_draft_reaches_whom_its_target_has_when_it_is_started() {
        var a = fleet.device("a", Map.of("env", "prod"));
        var wish = new NewRollout(
                null,
                "app",
                "2.0.0",
                new RolloutTarget(null, "env=prod", null),
                null,
                true,
                null,
                NOON.plusSeconds(60),
                List.of(new Wave(null, null, null, null, null, null, true)),
                null,
                null,
                null,
                null);
        var id = created(wish);
        assertThat(conflict(acted(id, new RolloutAction.Pause()))).isEqualTo(ErrorCode.ROLLOUT_NOT_STARTED);
        assertThat(conflict(acted(id, new RolloutAction.RollBack()))).isEqualTo(ErrorCode.ROLLOUT_NOT_STARTED);
        var b = fleet.device("b", Map.of("env", "prod"));

        assertThat(value(acted(id, new RolloutAction.Start())).status()).isEqualTo(RolloutStatus.AwaitingApproval);
        assertThat(value(acted(id, new RolloutAction.Start())).status()).isEqualTo(RolloutStatus.AwaitingApproval);
        assertThat(value(acted(id, new RolloutAction.Approve(null))).status()).isEqualTo(RolloutStatus.Scheduled);
        advance.tick();
        assertThat(fleet.desired(a)).isEmpty();
        now.set(NOON.plusSeconds(60));
        advance.tick();
        assertThat(fleet.desired(a)).isEqualTo(Map.of("app", "2.0.0"));
        assertThat(fleet.desired(b)).isEqualTo(Map.of("app", "2.0.0"));
        assertThat(audit(id, "rollout.start")).isEqualTo(1);
    }

    @Test
    void asks_devices_in_the_window_of_the_place_they_are_at() {
        var berlin = fleet.device("berlin", Map.of("timezone", "Europe.Berlin"));
        var tokyo = fleet.device("tokyo", Map.of("timezone", "Asia.Tokyo"));
        var odd = fleet.device("odd", Map.of("timezone", "nowhere"));
        var group = fleet.group("shops", 0, berlin, tokyo, odd);
        database.owner()
                .useHandle(tx -> tx.execute("UPDATE groups SET time_zone = 'Asia/Tokyo' WHERE id = ?", group.value()));
        var nights = new MaintenanceWindows(null, null, List.of(new Window(null, "20:00", "22:00")));
        var id = created(new NewRollout(
                null,
                "app",
                "2.0.0",
                new RolloutTarget(group, null, null),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                nights,
                null));

        assertThat(fleet.desired(tokyo)).as("21:00 there").isEqualTo(Map.of("app", "2.0.0"));
        assertThat(fleet.desired(odd)).as("by its group").isEqualTo(Map.of("app", "2.0.0"));
        assertThat(fleet.desired(berlin)).as("13:00 there").isEmpty();
        assertThat(one(id).waitingFor()).contains("1 are outside their windows; the next opens at 2026-01-01T19:00");
        now.set(Instant.parse("2026-01-01T19:00:00Z"));
        advance.tick();
        assertThat(fleet.desired(berlin)).isEqualTo(Map.of("app", "2.0.0"));
    }

    @Test
    void pauses_at_the_error_threshold_and_goes_on_when_resumed() {
        var group = fleet.group("all", 0);
        for (int i = 0; i < 6; i++) {
            fleet.members(group, List.of(online(fleet.device("d" + i))));
        }
        var id = created(new NewRollout(
                null,
                "app",
                "2.0.0",
                new RolloutTarget(group, null, null),
                null,
                null,
                null,
                null,
                List.of(new Wave(null, null, null, null, 50, null, null)),
                Amount.count(2),
                new ErrorThreshold(2, null, null, null),
                null,
                null));
        var asked = updating(id);
        assertThat(asked).hasSize(2);
        asked.forEach(device -> report(device, "Failed"));
        advance.tick();

        assertThat(one(id).status()).isEqualTo(RolloutStatus.Paused);
        assertThat(one(id).reason())
                .isEqualTo("2 of 2 devices that tried did not succeed (2 Failed), and 2 devices are too many.");
        assertThat(conflict(acted(id, new RolloutAction.Start()))).isEqualTo(ErrorCode.ROLLOUT_PAUSED);
        value(acted(id, new RolloutAction.Resume()));
        value(acted(id, new RolloutAction.Resume()));
        assertThat(one(id).status()).isEqualTo(RolloutStatus.Running);
        for (int i = 0; i < 2; i++) {
            updating(id).forEach(device -> report(device, "Running"));
            advance.tick();
        }
        assertThat(one(id).status()).isEqualTo(RolloutStatus.Succeeded);
        assertThat(one(id).progress())
                .isEqualTo(Map.of(RolloutDeviceStatus.Failed, 2, RolloutDeviceStatus.Succeeded, 4));
    }

    @Test
    void tries_failed_devices_again_with_a_new_generation() {
        var a = fleet.device("a");
        var id = created(wish(new RolloutTarget(null, null, List.of(a)), "2.0.0"));
        report(a, "Failed");
        advance.tick();
        assertThat(one(id).status()).isEqualTo(RolloutStatus.Failed);
        long generation = fleet.generation(a);
        int outbox = fleet.outbox();

        value(acted(id, new RolloutAction.Retry()));
        value(acted(id, new RolloutAction.Retry()));
        assertThat(one(id).status()).isEqualTo(RolloutStatus.Running);
        assertThat(fleet.generation(a)).isEqualTo(generation + 1);
        assertThat(fleet.outbox()).isEqualTo(outbox + 1);
        advance.tick();
        assertThat(devices(id).getFirst().status()).as("an old report is none").isEqualTo(RolloutDeviceStatus.Updating);
        report(a, "Running");
        advance.tick();
        assertThat(one(id).status()).isEqualTo(RolloutStatus.Succeeded);
        assertThat(devices(id).getFirst().attempts()).isEqualTo(2);
        assertThat(conflict(acted(id, new RolloutAction.Retry()))).isEqualTo(ErrorCode.ROLLOUT_ENDED);
    }

    @Test
    void rolls_every_device_back_to_what_it_ran() {
        var old = online(fleet.device("old"));
        var own = online(fleet.device("own"));
        var fresh = online(fleet.device("fresh"));
        var asleep = fleet.device("asleep");
        fleet.assignToDevice(old, "app", "0.9.0");
        fleet.assignToDevice(own, "app", "1.0.0");
        fleet.assignToDevice(asleep, "app", "1.0.0");
        List.of(old, own, asleep).forEach(this::reassess);
        var id = created(wish(new RolloutTarget(null, null, List.of(old, own, fresh, asleep)), "2.0.0"));
        List.of(old, own, fresh).forEach(device -> report(device, "Running"));
        advance.tick();

        value(acted(id, new RolloutAction.RollBack()));
        value(acted(id, new RolloutAction.RollBack()));
        advance.tick();
        assertThat(one(id).status()).isEqualTo(RolloutStatus.RollingBack);
        assertThat(conflict(acted(id, new RolloutAction.Cancel()))).isEqualTo(ErrorCode.ROLLOUT_ROLLING_BACK);
        assertThat(fleet.desired(old)).isEqualTo(Map.of("app", "0.9.0"));
        assertThat(fleet.desired(own)).isEqualTo(Map.of("app", "1.0.0"));
        assertThat(fleet.desired(fresh)).isEmpty();
        assertThat(fleet.desired(asleep)).isEqualTo(Map.of("app", "1.0.0"));
        fleet.report(old, "app", "0.9.0", "Running");
        fleet.report(own, "app", "1.0.0", "Running");
        fleet.report(fresh, "other", "1.0.0", "Running");
        advance.tick();

        assertThat(one(id).status()).isEqualTo(RolloutStatus.RolledBack);
        assertThat(one(id).progress()).isEqualTo(Map.of(RolloutDeviceStatus.RolledBack, 4));
        assertThat(conflict(acted(id, new RolloutAction.Retry()))).isEqualTo(ErrorCode.ROLLOUT_ENDED);
    }

    @Test
    void a_rollout_of_higher_priority_takes_devices_over_that_were_not_asked() {
        var both = online(fleet.device("both"));
        var first = online(fleet.device("first", Map.of("canary", "")));
        var low = created(wish(
                new RolloutTarget(null, null, List.of(first, both)),
                "2.0.0",
                new Wave(null, null, null, "canary", null, null, null),
                Wave.OF_ALL));
        assertThat(conflict(create.create(
                        person, fleet.tenant(), wish(new RolloutTarget(null, null, List.of(both)), "3.0.0"))))
                .isEqualTo(ErrorCode.ROLLOUT_CONFLICT);
        var high = created(new NewRollout(
                null,
                "app",
                "3.0.0",
                new RolloutTarget(null, null, List.of(both)),
                null,
                null,
                5,
                null,
                null,
                null,
                null,
                null,
                null));
        report(first, "Running");
        advance.tick();

        assertThat(fleet.desired(both)).isEqualTo(Map.of("app", "3.0.0"));
        assertThat(one(low).progress())
                .isEqualTo(Map.of(RolloutDeviceStatus.Succeeded, 1, RolloutDeviceStatus.Superseded, 1));
        assertThat(one(low).status()).isEqualTo(RolloutStatus.Succeeded);
        fleet.report(both, "app", "3.0.0", "Running");
        advance.tick();
        assertThat(one(high).status()).isEqualTo(RolloutStatus.Succeeded);
        assertThat(fleet.desired(both)).isEqualTo(Map.of("app", "3.0.0"));
    }

    @Test
    void a_device_that_takes_its_success_back_counts_as_failed() {
        var a = fleet.device("a");
        var id = created(wish(
                new RolloutTarget(null, null, List.of(a)), "2.0.0", new Wave(null, null, null, null, null, 600, null)));
        report(a, "Running");
        advance.tick();
        assertThat(one(id).phase()).isEqualTo("Soaking");
        report(a, "Failed");
        advance.tick();
        assertThat(one(id).status()).isEqualTo(RolloutStatus.Failed);
        assertThat(devices(id).getFirst().error().code()).isEqualTo("image-not-found");
    }

    @Test
    void a_member_that_leaves_is_left_out_and_one_that_comes_is_taken_along() {
        var a = online(fleet.device("a", Map.of("canary", "")));
        var b = fleet.device("b");
        var group = fleet.group("shops", 0, a, b);
        var id = created(wish(
                new RolloutTarget(group, null, null),
                "2.0.0",
                new Wave(null, null, null, "canary", null, null, null),
                Wave.OF_ALL));
        leave(group, b);
        var c = fleet.device("c");
        fleet.members(group, List.of(c));
        advance.tick();
        report(a, "Running");
        advance.tick();
        assertThat(fleet.desired(b)).isEmpty();
        assertThat(fleet.desired(c)).isEqualTo(Map.of("app", "2.0.0"));
        report(c, "Running");
        advance.tick();
        assertThat(one(id).progress())
                .isEqualTo(Map.of(RolloutDeviceStatus.Succeeded, 2, RolloutDeviceStatus.Skipped, 1));
        assertThat(one(id).status()).isEqualTo(RolloutStatus.Succeeded);
    }

    @Test
    void names_what_is_wrong_with_a_plan() {
        var a = fleet.device("a");
        var wish = new NewRollout(
                null,
                "app",
                "2.0.0",
                new RolloutTarget(null, null, List.of(a)),
                null,
                null,
                5000,
                null,
                List.of(new Wave(null, null, null, null, 0, -1, null), new Wave(null, 5, 5, "a in", null, null, null)),
                new Amount(1, 1),
                new ErrorThreshold(null, null, null, null),
                new MaintenanceWindows(null, "Mars", List.of(new Window(null, "25:00", "1"))),
                null);
        assertThat(fields(create.create(person, fleet.tenant(), wish)))
                .contains(
                        "priority",
                        "waves[0]",
                        "waves[0].successThreshold",
                        "waves[0].soakSeconds",
                        "waves[1]",
                        "waves[1].selector",
                        "maxUnavailable",
                        "errorThreshold",
                        "windows.zone",
                        "windows.open[0].from",
                        "windows.open[0].to");
    }

    private static NewRollout wish(RolloutTarget target, String version, Wave... waves) {
        return new NewRollout(
                null,
                "app",
                version,
                target,
                null,
                null,
                null,
                null,
                waves.length == 0 ? null : List.of(waves),
                null,
                null,
                null,
                null);
    }

    private RolloutId created(NewRollout wish) {
        var id = value(create.create(person, fleet.tenant(), wish)).id();
        advance.tick();
        return id;
    }

    private Outcome<Rollout> acted(RolloutId id, RolloutAction action) {
        return act.act(person, fleet.tenant(), id, action);
    }

    private DeviceId online(DeviceId device) {
        database.owner()
                .useHandle(tx -> tx.execute(
                        "UPDATE device_state SET connectivity = 'Online' WHERE device_id = ?", device.value()));
        return device;
    }

    private void report(DeviceId device, String state) {
        fleet.report(device, "app", "2.0.0", state);
    }

    private void reassess(DeviceId device) {
        database.database().inTenant(fleet.tenant(), tx -> Reassess.devices(tx, fleet.tenant(), List.of(device)));
    }

    private void leave(GroupId group, DeviceId device) {
        database.owner()
                .useHandle(tx -> tx.execute(
                        "DELETE FROM group_members WHERE group_id = ? AND device_id = ?",
                        group.value(),
                        device.value()));
        reassess(device);
    }

    private Rollout one(RolloutId id) {
        return value(rollouts.get(Reach.ALL, fleet.tenant(), id));
    }

    private List<RolloutDevice> devices(RolloutId id) {
        return value(rollouts.devices(Reach.ALL, fleet.tenant(), id, List.of(), Page.first(100)))
                .items();
    }

    private List<DeviceId> updating(RolloutId id) {
        return devices(id).stream()
                .filter(device -> device.status() == RolloutDeviceStatus.Updating)
                .map(RolloutDevice::deviceId)
                .toList();
    }

    private Map<Integer, Integer> sizes(RolloutId id) {
        var sizes = new TreeMap<Integer, Integer>();
        devices(id).forEach(device -> sizes.merge(device.wave(), 1, Integer::sum));
        return sizes;
    }

    private static int audit(RolloutId id, String action) {
        return database.owner()
                .withHandle(tx -> tx.createQuery(
                                "SELECT count(*) FROM audit_log WHERE object_id = :id AND action = :action")
                        .bind("id", id.toString())
                        .bind("action", action)
                        .mapTo(Integer.class)
                        .one());
    }

    @Test
    void soaking_takes_its_time() {
        var a = fleet.device("a");
        var id = created(wish(
                new RolloutTarget(null, null, List.of(a)), "2.0.0", new Wave(null, null, null, null, null, 600, null)));
        report(a, "Running");
        advance.tick();
        now.updateAndGet(time -> time.plus(Duration.ofSeconds(599)));
        advance.tick();
        assertThat(one(id).status()).isEqualTo(RolloutStatus.Running);
        now.updateAndGet(time -> time.plus(Duration.ofSeconds(1)));
        advance.tick();
        assertThat(one(id).status()).isEqualTo(RolloutStatus.Succeeded);
    }
}
