package io.signalbeam.functions.rollouts;

import static io.signalbeam.functions.testing.Answers.conflict;
import static io.signalbeam.functions.testing.Answers.fields;
import static io.signalbeam.functions.testing.Answers.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.rollouts.MaintenanceWindows.Window;
import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.RolloutId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class RolloutWavesIT {
    private static final Wave CANARY = new Wave(null, null, null, "canary", null, null, null);
    private static final Wave APPROVED = new Wave(null, null, null, null, null, null, true);
    private static final Wave SOAKING = new Wave(null, null, null, null, null, 600, null);

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
    void a_selector_takes_its_devices_and_the_others_share_the_rest() {
        var canary = fleet.device("canary", Map.of("canary", ""));
        for (int i = 0; i < 10; i++) {
            fleet.device("d" + i, Map.of());
        }
        var id = rollouts.created(ARollout.of("2.0.0", "os!=none")
                .waves(CANARY, new Wave(null, 50, null, null, null, null, null), Wave.OF_ALL));

        assertThat(rollouts.devices(id).stream()
                        .filter(device -> device.wave() == 1)
                        .map(RolloutDevice::deviceId))
                .containsExactly(canary);
        assertThat(sizes(id)).isEqualTo(Map.of(1, 1, 2, 6, 3, 4));
    }

    @Test
    void waves_by_count_take_so_many_and_the_last_one_those_that_are_left() {
        for (int i = 0; i < 7; i++) {
            fleet.device("d" + i);
        }
        var id = rollouts.created(ARollout.of("2.0.0", "os!=none")
                .waves(
                        new Wave(null, null, 2, null, null, null, null),
                        new Wave(null, null, 4, null, null, null, null),
                        Wave.OF_ALL));

        assertThat(sizes(id)).isEqualTo(Map.of(1, 2, 2, 4, 3, 1));
        assertThat(rollouts.updating(id)).as("those of the first wave").hasSize(2);
    }

    @Test
    void waves_soak_and_ask_for_approval_and_both_can_be_answered_twice() {
        var a = fleet.device("a", Map.of("canary", ""));
        var b = fleet.device("b");
        var id = rollouts.created(
                ARollout.of("2.0.0", a, b).waves(new Wave("canary", null, null, "canary", null, 3600, null), APPROVED));
        assertThat(fleet.desired(b)).isEmpty();
        rollouts.report(a, "Running");
        advance.tick();
        assertThat(rollouts.one(id).phase()).isEqualTo("Soaking");
        assertThat(rollouts.one(id).waitingFor()).isEqualTo("Wave 1 (canary) soaks until 2026-01-01T13:00:00.000Z.");
        assertThat(conflict(rollouts.acted(id, new RolloutAction.Approve(null))))
                .isEqualTo(ErrorCode.ROLLOUT_NOT_AWAITING_APPROVAL);

        assertThat(value(rollouts.acted(id, new RolloutAction.Promote(1))).wave())
                .isEqualTo(1);
        advance.tick();
        assertThat(value(rollouts.acted(id, new RolloutAction.Promote(1))).wave())
                .as("sent twice")
                .isEqualTo(2);
        assertThat(rollouts.one(id).phase()).isEqualTo("AwaitingApproval");
        assertThat(fleet.desired(b)).isEmpty();
        assertThat(conflict(rollouts.acted(id, new RolloutAction.Promote(null))))
                .isEqualTo(ErrorCode.ROLLOUT_NOT_SOAKING);

        value(rollouts.acted(id, new RolloutAction.Approve(2)));
        value(rollouts.acted(id, new RolloutAction.Approve(2)));
        advance.tick();
        assertThat(fleet.desired(b)).isEqualTo(Map.of("app", "2.0.0"));
        assertThat(rollouts.one(id).waves().get(1).approvedBy()).isEqualTo("Ann");
        rollouts.report(b, "Running");
        advance.tick();
        assertThat(rollouts.one(id).status()).isEqualTo(RolloutStatus.Succeeded);
        assertThat(rollouts.audited(id, "rollout.approve")).hasSize(1);
        assertThat(rollouts.audited(id, "rollout.promote")).hasSize(1);
    }

    @Test
    void a_draft_reaches_whom_its_target_has_when_it_is_started() {
        var a = fleet.device("a", Map.of("env", "prod"));
        var id = rollouts.created(ARollout.of("2.0.0", "env=prod")
                .draft()
                .startAt(RolloutFixture.NOON.plusSeconds(60))
                .waves(APPROVED));
        assertThat(conflict(rollouts.acted(id, new RolloutAction.Pause()))).isEqualTo(ErrorCode.ROLLOUT_NOT_STARTED);
        assertThat(conflict(rollouts.acted(id, new RolloutAction.RollBack()))).isEqualTo(ErrorCode.ROLLOUT_NOT_STARTED);
        var b = fleet.device("b", Map.of("env", "prod"));

        assertThat(value(rollouts.acted(id, new RolloutAction.Start())).status())
                .isEqualTo(RolloutStatus.AwaitingApproval);
        assertThat(value(rollouts.acted(id, new RolloutAction.Start())).status())
                .isEqualTo(RolloutStatus.AwaitingApproval);
        assertThat(value(rollouts.acted(id, new RolloutAction.Approve(null))).status())
                .isEqualTo(RolloutStatus.Scheduled);
        advance.tick();
        assertThat(fleet.desired(a)).isEmpty();
        rollouts.pass(Duration.ofSeconds(60));
        advance.tick();
        assertThat(fleet.desired(a)).isEqualTo(Map.of("app", "2.0.0"));
        assertThat(fleet.desired(b)).isEqualTo(Map.of("app", "2.0.0"));
        assertThat(rollouts.audited(id, "rollout.start")).hasSize(1);
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
        var id = rollouts.created(ARollout.of("2.0.0", group).windows(nights));

        assertThat(fleet.desired(tokyo)).as("21:00 there").isEqualTo(Map.of("app", "2.0.0"));
        assertThat(fleet.desired(odd)).as("by its group").isEqualTo(Map.of("app", "2.0.0"));
        assertThat(fleet.desired(berlin)).as("13:00 there").isEmpty();
        assertThat(rollouts.one(id).waitingFor())
                .contains("1 are outside their windows; the next opens at 2026-01-01T19:00");
        rollouts.pass(Duration.ofHours(7));
        advance.tick();
        assertThat(fleet.desired(berlin)).isEqualTo(Map.of("app", "2.0.0"));
    }

    @Test
    void pauses_at_the_error_threshold_and_goes_on_when_resumed() {
        var group = fleet.group("all", 0);
        for (int i = 0; i < 6; i++) {
            fleet.members(group, List.of(rollouts.online(fleet.device("d" + i))));
        }
        var id = rollouts.created(ARollout.of("2.0.0", group)
                .waves(new Wave(null, null, null, null, 50, null, null))
                .maxUnavailable(2)
                .errorThreshold(new ErrorThreshold(2, null, null, null)));
        var asked = rollouts.updating(id);
        assertThat(asked).hasSize(2);
        asked.forEach(device -> rollouts.report(device, "Failed"));
        advance.tick();

        assertThat(rollouts.one(id).status()).isEqualTo(RolloutStatus.Paused);
        assertThat(rollouts.one(id).reason())
                .isEqualTo("2 of 2 devices that tried did not succeed (2 Failed), and the bound is 2 devices.");
        assertThat(conflict(rollouts.acted(id, new RolloutAction.Start()))).isEqualTo(ErrorCode.ROLLOUT_PAUSED);
        value(rollouts.acted(id, new RolloutAction.Resume()));
        value(rollouts.acted(id, new RolloutAction.Resume()));
        assertThat(rollouts.one(id).status()).isEqualTo(RolloutStatus.Running);
        for (int i = 0; i < 2; i++) {
            rollouts.updating(id).forEach(device -> rollouts.report(device, "Running"));
            advance.tick();
        }
        assertThat(rollouts.one(id).status()).isEqualTo(RolloutStatus.Succeeded);
        assertThat(rollouts.one(id).progress())
                .isEqualTo(Map.of(RolloutDeviceStatus.Failed, 2, RolloutDeviceStatus.Succeeded, 4));
    }

    @Test
    void tries_failed_devices_again_with_a_new_generation() {
        var a = fleet.device("a");
        var id = rollouts.created(ARollout.of("2.0.0", a));
        rollouts.report(a, "Failed");
        advance.tick();
        assertThat(rollouts.one(id).status()).isEqualTo(RolloutStatus.Failed);
        long generation = fleet.generation(a);
        int outbox = fleet.outbox();

        value(rollouts.acted(id, new RolloutAction.Retry()));
        value(rollouts.acted(id, new RolloutAction.Retry()));
        assertThat(rollouts.one(id).status()).isEqualTo(RolloutStatus.Running);
        assertThat(fleet.generation(a)).isEqualTo(generation + 1);
        assertThat(fleet.outbox()).isEqualTo(outbox + 1);
        advance.tick();
        assertThat(rollouts.devices(id).getFirst().status())
                .as("an old report is none")
                .isEqualTo(RolloutDeviceStatus.Updating);
        rollouts.report(a, "Running");
        advance.tick();
        assertThat(rollouts.one(id).status()).isEqualTo(RolloutStatus.Succeeded);
        assertThat(rollouts.devices(id).getFirst().attempts()).isEqualTo(2);
        assertThat(conflict(rollouts.acted(id, new RolloutAction.Retry()))).isEqualTo(ErrorCode.ROLLOUT_ENDED);
    }

    @Test
    void rolls_every_device_back_to_what_it_ran() {
        var old = rollouts.online(fleet.device("old"));
        var own = rollouts.online(fleet.device("own"));
        var fresh = rollouts.online(fleet.device("fresh"));
        var asleep = fleet.device("asleep");
        fleet.assignToDevice(old, "app", "0.9.0");
        fleet.assignToDevice(own, "app", "1.0.0");
        fleet.assignToDevice(asleep, "app", "1.0.0");
        List.of(old, own, asleep).forEach(rollouts::reassess);
        var id = rollouts.created(ARollout.of("2.0.0", old, own, fresh, asleep));
        List.of(old, own, fresh).forEach(device -> rollouts.report(device, "Running"));
        advance.tick();

        value(rollouts.acted(id, new RolloutAction.RollBack()));
        value(rollouts.acted(id, new RolloutAction.RollBack()));
        advance.tick();
        assertThat(rollouts.one(id).status()).isEqualTo(RolloutStatus.RollingBack);
        assertThat(conflict(rollouts.acted(id, new RolloutAction.Cancel()))).isEqualTo(ErrorCode.ROLLOUT_ROLLING_BACK);
        assertThat(fleet.desired(old)).isEqualTo(Map.of("app", "0.9.0"));
        assertThat(fleet.desired(own)).isEqualTo(Map.of("app", "1.0.0"));
        assertThat(fleet.desired(fresh)).isEmpty();
        assertThat(fleet.desired(asleep)).isEqualTo(Map.of("app", "1.0.0"));
        fleet.report(old, "app", "0.9.0", "Running");
        fleet.report(own, "app", "1.0.0", "Running");
        fleet.report(fresh, "other", "1.0.0", "Running");
        advance.tick();

        assertThat(rollouts.one(id).status()).isEqualTo(RolloutStatus.RolledBack);
        assertThat(rollouts.one(id).progress()).isEqualTo(Map.of(RolloutDeviceStatus.RolledBack, 4));
        assertThat(conflict(rollouts.acted(id, new RolloutAction.Retry()))).isEqualTo(ErrorCode.ROLLOUT_ENDED);
    }

    @Test
    void a_rollout_of_higher_priority_takes_devices_over_that_were_not_asked() {
        var both = rollouts.online(fleet.device("both"));
        var first = rollouts.online(fleet.device("first", Map.of("canary", "")));
        var low = rollouts.created(ARollout.of("2.0.0", first, both).waves(CANARY, Wave.OF_ALL));
        assertThat(conflict(rollouts.asked(ARollout.of("3.0.0", both)))).isEqualTo(ErrorCode.ROLLOUT_CONFLICT);
        var high = rollouts.created(ARollout.of("3.0.0", both).priority(5));
        rollouts.report(first, "Running");
        advance.tick();

        assertThat(fleet.desired(both)).isEqualTo(Map.of("app", "3.0.0"));
        assertThat(rollouts.one(low).progress())
                .isEqualTo(Map.of(RolloutDeviceStatus.Succeeded, 1, RolloutDeviceStatus.Superseded, 1));
        assertThat(rollouts.one(low).status()).isEqualTo(RolloutStatus.Succeeded);
        fleet.report(both, "app", "3.0.0", "Running");
        advance.tick();
        assertThat(rollouts.one(high).status()).isEqualTo(RolloutStatus.Succeeded);
        assertThat(fleet.desired(both)).isEqualTo(Map.of("app", "3.0.0"));
    }

    @Test
    void a_device_that_takes_its_success_back_counts_as_failed() {
        var a = fleet.device("a");
        var id = rollouts.created(ARollout.of("2.0.0", a).waves(SOAKING));
        rollouts.report(a, "Running");
        advance.tick();
        assertThat(rollouts.one(id).phase()).isEqualTo("Soaking");
        rollouts.report(a, "Failed");
        advance.tick();
        assertThat(rollouts.one(id).status()).isEqualTo(RolloutStatus.Failed);
        assertThat(rollouts.devices(id).getFirst().error().code()).isEqualTo("image-not-found");
    }

    @Test
    void a_member_that_leaves_is_left_out_and_one_that_comes_is_taken_along() {
        var a = rollouts.online(fleet.device("a", Map.of("canary", "")));
        var b = fleet.device("b");
        var group = fleet.group("shops", 0, a, b);
        var id = rollouts.created(ARollout.of("2.0.0", group).waves(CANARY, Wave.OF_ALL));
        leave(group, b);
        var c = fleet.device("c");
        fleet.members(group, List.of(c));
        advance.tick();
        rollouts.report(a, "Running");
        advance.tick();
        assertThat(fleet.desired(b)).isEmpty();
        assertThat(fleet.desired(c)).isEqualTo(Map.of("app", "2.0.0"));
        rollouts.report(c, "Running");
        advance.tick();
        assertThat(rollouts.one(id).progress())
                .isEqualTo(Map.of(RolloutDeviceStatus.Succeeded, 2, RolloutDeviceStatus.Skipped, 1));
        assertThat(rollouts.one(id).status()).isEqualTo(RolloutStatus.Succeeded);
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
        assertThat(fields(rollouts.create.create(rollouts.person, fleet.tenant(), wish)))
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

    private void leave(GroupId group, DeviceId device) {
        database.owner()
                .useHandle(tx -> tx.execute(
                        "DELETE FROM group_members WHERE group_id = ? AND device_id = ?",
                        group.value(),
                        device.value()));
        rollouts.reassess(device);
    }

    private Map<Integer, Integer> sizes(RolloutId id) {
        var sizes = new TreeMap<Integer, Integer>();
        rollouts.devices(id).forEach(device -> sizes.merge(device.wave(), 1, Integer::sum));
        return sizes;
    }

    @Test
    void soaking_takes_its_time() {
        var a = fleet.device("a");
        var id = rollouts.created(ARollout.of("2.0.0", a).waves(SOAKING));
        rollouts.report(a, "Running");
        advance.tick();
        rollouts.pass(Duration.ofSeconds(599));
        advance.tick();
        assertThat(rollouts.one(id).status()).isEqualTo(RolloutStatus.Running);
        rollouts.pass(Duration.ofSeconds(1));
        advance.tick();
        assertThat(rollouts.one(id).status()).isEqualTo(RolloutStatus.Succeeded);
    }
}
