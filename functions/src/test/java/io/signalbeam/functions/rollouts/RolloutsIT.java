package io.signalbeam.functions.rollouts;

import static io.signalbeam.functions.testing.Answers.conflict;
import static io.signalbeam.functions.testing.Answers.fields;
import static io.signalbeam.functions.testing.Answers.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.functions.access.Reach;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.page.InvalidCursor;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.People;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.RolloutId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class RolloutsIT {
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
    void a_cursor_of_another_list_is_refused() {
        var id = rollouts.created(ARollout.of("1.0.0", fleet.device("a")));
        for (var after : List.of(List.<String>of(), List.of("a", "b"), List.of("name", "a", id.toString()))) {
            assertThatThrownBy(() -> rollouts.views.list(
                            Reach.ALL, fleet.tenant(), Optional.empty(), List.of(), new Page(10, after)))
                    .isInstanceOf(InvalidCursor.class);
            assertThatThrownBy(
                            () -> rollouts.views.devices(Reach.ALL, fleet.tenant(), id, List.of(), new Page(10, after)))
                    .isInstanceOf(InvalidCursor.class);
        }
    }

    @Test
    void brings_a_version_to_a_group_and_leaves_it_with_the_group() {
        var a = fleet.device("a");
        var b = fleet.device("b");
        var group = groupWith("1.0.0", a, b);
        var id = rollouts.created(ARollout.of("2.0.0", group));

        assertThat(fleet.desired(a)).isEqualTo(Map.of("app", "2.0.0"));
        fleet.report(a, "app", "2.0.0", "Running");
        advance.tick();
        assertThat(progress(id)).isEqualTo(Map.of(RolloutDeviceStatus.Succeeded, 1, RolloutDeviceStatus.Updating, 1));
        var generation = fleet.generation(a);
        var late = fleet.device("late");
        fleet.members(group, List.of(late));
        rollouts.reassess(late);
        assertThat(fleet.desired(late)).as("when it joins").isEqualTo(Map.of("app", "1.0.0"));

        fleet.report(b, "app", "2.0.0", "Running");
        advance.tick();
        assertThat(fleet.desired(late)).as("in its turn").isEqualTo(Map.of("app", "2.0.0"));
        fleet.report(late, "app", "2.0.0", "Running");
        advance.tick();
        assertThat(rollouts.one(id).status()).isEqualTo(RolloutStatus.Succeeded);
        assertThat(fleet.generation(a)).isEqualTo(generation);
        var later = fleet.device("later");
        fleet.members(group, List.of(later));
        rollouts.reassess(later);
        assertThat(fleet.desired(later)).as("after it").isEqualTo(Map.of("app", "2.0.0"));
        assertThat(assignments()).isEqualTo(Map.of("Group", 1));
        assertThat(events(a)).containsExactly("io.signalbeam.device.rollout-succeeded.v1");
    }

    @Test
    void brings_a_version_to_single_devices_over_their_own_assignment() {
        var a = fleet.device("a");
        fleet.assignToDevice(a, "app", "1.0.0");
        rollouts.reassess(a);
        var id = rollouts.created(ARollout.of("2.0.0", a));

        assertThat(rollouts.devices(id).getFirst().fromVersion()).isEqualTo("1.0.0");
        assertThat(fleet.desired(a)).isEqualTo(Map.of("app", "2.0.0"));
        fleet.report(a, "app", "2.0.0", "Running");
        advance.tick();
        assertThat(rollouts.one(id).status()).isEqualTo(RolloutStatus.Succeeded);
        assertThat(fleet.desired(a)).isEqualTo(Map.of("app", "2.0.0"));
        assertThat(assignments()).isEqualTo(Map.of("Device", 1));
    }

    @Test
    void fails_when_a_device_gives_the_version_up_and_keeps_why() {
        var a = fleet.device("a", Map.of("env", "prod"));
        var b = fleet.device("b", Map.of("env", "prod"));
        fleet.device("c", Map.of("env", "test"));
        var id = rollouts.created(ARollout.of("2.0.0", "env=prod"));
        fleet.report(a, "app", "2.0.0", "Running");
        fleet.report(b, "app", "2.0.0", "Failed");
        advance.tick();

        var ended = rollouts.one(id);
        assertThat(ended.status()).isEqualTo(RolloutStatus.Failed);
        assertThat(ended.reason()).isEqualTo("1 of 2 devices did not succeed: 1 Failed.");
        var error = rollouts.devices(id).get(1).error();
        assertThat(error.code()).isEqualTo("image-not-found");
        assertThat(error.container()).isEqualTo("app");
        assertThat(events(b)).containsExactly("io.signalbeam.device.rollout-failed.v1");
        assertThat(fleet.desired(b)).isEqualTo(Map.of("app", "2.0.0"));
    }

    @Test
    void counts_the_deadline_from_when_a_device_has_seen_the_version() {
        var awake = fleet.device("awake");
        var asleep = fleet.device("asleep");
        var id = rollouts.created(ARollout.of("2.0.0", awake, asleep));
        fleet.report(awake, "app", "2.0.0", "Updating");
        advance.tick();
        rollouts.pass(Duration.ofSeconds(901));
        advance.tick();

        var byName = rollouts.devices(id);
        assertThat(byName.get(0).status()).isEqualTo(RolloutDeviceStatus.Updating);
        assertThat(byName.get(1).status()).isEqualTo(RolloutDeviceStatus.TimedOut);
        assertThat(byName.get(1).error().code()).isEqualTo("deadline");
        assertThat(rollouts.one(id).status()).isEqualTo(RolloutStatus.Running);
    }

    @Test
    void does_not_wait_for_devices_that_are_gone_or_asked_for_something_else() {
        var gone = fleet.device("gone");
        var stubborn = fleet.device("stubborn");
        var good = fleet.device("good");
        fleet.assignToDevice(stubborn, "app", "3.0.0");
        var group = groupWith("1.0.0", gone, stubborn, good);
        var id = rollouts.created(ARollout.of("2.0.0", group));
        database.owner()
                .useHandle(
                        tx -> tx.execute("UPDATE devices SET lifecycle = 'Decommissioned' WHERE id = ?", gone.value()));
        fleet.report(good, "app", "2.0.0", "Running");
        advance.tick();

        assertThat(progress(id))
                .isEqualTo(Map.of(
                        RolloutDeviceStatus.Skipped, 1,
                        RolloutDeviceStatus.Superseded, 1,
                        RolloutDeviceStatus.Succeeded, 1));
        assertThat(rollouts.one(id).status()).isEqualTo(RolloutStatus.Succeeded);
        assertThat(fleet.desired(stubborn)).isEqualTo(Map.of("app", "3.0.0"));
    }

    @Test
    void is_cancelled_once_and_for_good() {
        var a = fleet.device("a");
        var b = fleet.device("b");
        var group = groupWith("1.0.0", a, b);
        var id = rollouts.created(ARollout.of("2.0.0", group));
        fleet.report(a, "app", "2.0.0", "Running");
        advance.tick();

        assertThat(value(rollouts.acted(id, new RolloutAction.Cancel())).status())
                .isEqualTo(RolloutStatus.Cancelled);
        assertThat(value(rollouts.acted(id, new RolloutAction.Cancel())).status())
                .isEqualTo(RolloutStatus.Cancelled);
        fleet.report(b, "app", "2.0.0", "Running");
        advance.tick();
        assertThat(progress(id)).isEqualTo(Map.of(RolloutDeviceStatus.Succeeded, 1, RolloutDeviceStatus.Cancelled, 1));
        assertThat(fleet.desired(b)).as("under way already").isEqualTo(Map.of("app", "2.0.0"));
        assertThat(rollouts.one(id).reason()).isEqualTo("Cancelled by Ann.");
    }

    @Test
    void cannot_be_cancelled_when_it_has_ended_otherwise() {
        var a = fleet.device("a");
        var id = rollouts.created(ARollout.of("2.0.0", a));
        fleet.report(a, "app", "2.0.0", "Running");
        advance.tick();

        assertThat(conflict(rollouts.acted(id, new RolloutAction.Cancel()))).isEqualTo(ErrorCode.ROLLOUT_ENDED);
    }

    @Test
    void refuses_what_it_cannot_do_and_names_the_field() {
        var a = fleet.device("a");
        var empty = fleet.group("empty", 0);
        assertThat(refused(wish(new RolloutTarget(null, null, null), "2.0.0"))).containsExactly("target");
        assertThat(refused(wish(new RolloutTarget(empty, "a", null), "2.0.0"))).containsExactly("target");
        assertThat(refused(wish(new RolloutTarget(null, "a in", null), "2.0.0")))
                .containsExactly("target.selector");
        assertThat(refused(wish(new RolloutTarget(null, null, List.of(a)), "9.9.9")))
                .containsExactly("version");
        assertThat(refused(wish(new RolloutTarget(GroupId.random(), null, null), "2.0.0")))
                .containsExactly("target.groupId");
        assertThat(refused(wish(new RolloutTarget(null, null, List.of(a, DeviceId.random())), "2.0.0")))
                .containsExactly("target.deviceIds[1]");
        assertThat(refused(new NewRollout(null, "app", "2.0.0", new RolloutTarget(null, null, List.of(a)), 5)))
                .containsExactly("deviceDeadlineSeconds");
        assertThat(conflict(rollouts.asked(ARollout.of("2.0.0", empty)))).isEqualTo(ErrorCode.ROLLOUT_TARGET_EMPTY);
        assertThat(rollouts.views
                        .list(Reach.ALL, fleet.tenant(), Optional.empty(), List.of(), Page.first(10))
                        .items())
                .isEmpty();
    }

    @Test
    void refuses_a_second_rollout_of_the_bundle_over_the_same_device() {
        var a = fleet.device("a");
        var first = rollouts.created(ARollout.of("2.0.0", a));
        var second = rollouts.asked(ARollout.of("3.0.0", a));

        assertThat(conflict(second)).isEqualTo(ErrorCode.ROLLOUT_CONFLICT);
        assertThat(second.toString()).contains(first.toString());
    }

    @Test
    void is_nobody_elses_business() {
        var a = fleet.device("a");
        var id = rollouts.created(ARollout.of("2.0.0", a));
        var other = database.tenant("other-tenant");

        assertThat(rollouts.views.get(Reach.ALL, other, id)).isInstanceOf(Outcome.Refused.class);
        assertThat(rollouts.views.devices(Reach.ALL, other, id, List.of(), Page.first(10)))
                .isInstanceOf(Outcome.Refused.class);
        assertThat(rollouts.act.act(People.operator(other), other, id, new RolloutAction.Cancel()))
                .isInstanceOf(Outcome.Refused.class);
        assertThat(advance.advance(other, id)).isNull();
        var strangers = new FleetRows(database, other);
        strangers.versions("app", "2.0.0");
        assertThat(fields(rollouts.create.create(
                        rollouts.person, other, ARollout.of("2.0.0", a).wish())))
                .containsExactly("target.deviceIds[0]");
    }

    @Test
    void a_tick_leaves_a_rollout_to_the_one_that_holds_it() throws Exception {
        var a = fleet.device("a");
        var id = rollouts.created(ARollout.of("2.0.0", a));
        fleet.report(a, "app", "2.0.0", "Running");
        var held = new CountDownLatch(1);
        var letGo = new CountDownLatch(1);
        try (var pool = Executors.newSingleThreadExecutor()) {
            var holder = pool.submit(() -> database.database().inTenant(fleet.tenant(), tx -> {
                StateSql.lock(tx, fleet.tenant(), id);
                held.countDown();
                try {
                    return letGo.await(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
            assertThat(held.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(advance.advance(fleet.tenant(), id)).isNull();
            letGo.countDown();
            assertThat(holder.get()).isTrue();
        }
        assertThat(advance.advance(fleet.tenant(), id)).isEqualTo(new Decision.Wait("It has ended."));
        assertThat(rollouts.one(id).status()).isEqualTo(RolloutStatus.Succeeded);
    }

    @Test
    void a_tick_that_is_broken_off_anywhere_is_as_if_it_never_was() {
        var a = fleet.device("a");
        var group = groupWith("1.0.0", a);
        var inAnHour = RolloutFixture.NOON.plus(Duration.ofHours(1));
        var id = rollouts.created(ARollout.of("2.0.0", group).startAt(inAnHour));
        rollouts.pass(Duration.ofHours(1).plusSeconds(1));
        var generation = fleet.generation(a);
        int outbox = fleet.outbox();
        assertThatThrownBy(() -> database.database().inTenant(fleet.tenant(), tx -> {
                    advance.advance(fleet.tenant(), id);
                    throw new IllegalStateException("power cut");
                }))
                .hasMessage("power cut");
        assertThat(fleet.generation(a)).isEqualTo(generation);
        assertThat(fleet.outbox()).isEqualTo(outbox);
        assertThat(progress(id)).isEqualTo(Map.of(RolloutDeviceStatus.Pending, 1));

        advance.tick();
        advance.tick();
        assertThat(fleet.generation(a)).isEqualTo(generation + 1);
        assertThat(fleet.outbox()).isEqualTo(outbox + 1);
        assertThat(rollouts.devices(id).getFirst().attempts()).isEqualTo(1);
    }

    private GroupId groupWith(String version, DeviceId... members) {
        var group = fleet.group("group", 0, members);
        rollouts.assign(group, version);
        return group;
    }

    private static NewRollout wish(RolloutTarget target, String version) {
        return new NewRollout(null, "app", version, target, null);
    }

    private Map<RolloutDeviceStatus, Integer> progress(RolloutId id) {
        return rollouts.one(id).progress();
    }

    private Map<String, Integer> assignments() {
        return database.owner()
                .withHandle(tx -> tx.createQuery(
                                "SELECT kind, count(*)::int AS n FROM assignments WHERE tenant_id = :t GROUP BY kind")
                        .bind("t", fleet.tenant().value())
                        .reduceRows(new TreeMap<String, Integer>(), (map, row) -> {
                            map.put(row.getColumn("kind", String.class), row.getColumn("n", Integer.class));
                            return map;
                        }));
    }

    private static List<String> events(DeviceId device) {
        return database.owner()
                .withHandle(tx -> tx.createQuery("SELECT type FROM device_events WHERE device_id = :d ORDER BY id")
                        .bind("d", device.value())
                        .mapTo(String.class)
                        .list());
    }

    private List<String> refused(NewRollout wish) {
        return fields(rollouts.create.create(rollouts.person, fleet.tenant(), wish));
    }
}
