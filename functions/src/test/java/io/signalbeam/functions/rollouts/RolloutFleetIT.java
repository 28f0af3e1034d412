package io.signalbeam.functions.rollouts;

import static io.signalbeam.functions.rollouts.SimulatedFleet.BUNDLE;
import static io.signalbeam.functions.rollouts.SimulatedFleet.NEW;
import static io.signalbeam.functions.rollouts.SimulatedFleet.OLD;
import static io.signalbeam.functions.testing.Answers.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.access.Reach;
import io.signalbeam.functions.assignments.Reassess;
import io.signalbeam.functions.audit.AuditSql;
import io.signalbeam.functions.groups.Membership;
import io.signalbeam.functions.live.Onlookers;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.rollouts.SimulatedFleet.Behaviour;
import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.People;
import io.signalbeam.functions.testing.Projection;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.RolloutId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every rollout, whatever its devices and people do: a fleet for each seed, on the real engine. */
class RolloutFleetIT {
    private static final int DEVICES = 40;
    private static final int MOST_ROUNDS = 400;
    private static final Duration ROUND = Duration.ofMinutes(1);
    private static final Set<RolloutDeviceStatus> FOR_GOOD =
            EnumSet.of(RolloutDeviceStatus.Skipped, RolloutDeviceStatus.Superseded, RolloutDeviceStatus.RolledBack);

    private static TestDatabase database;
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.now().plusSeconds(60));

    private boolean promoted;
    /** How many waves have been left. */
    private int left;

    private Random random;
    private FleetRows rows;
    private GroupId group;
    private SimulatedFleet fleet;
    private AdvanceRollouts advance;
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

    /** Five of them, or as many as {@code -Drollout.seeds} says; each seed is the same fleet every time. */
    static LongStream seeds() {
        return LongStream.rangeClosed(1, Long.getLong("rollout.seeds", 5));
    }

    /** A device's row of the rollout, as the invariants need it. */
    private record Row(UUID device, int wave, RolloutDeviceStatus status, boolean back, long generation, String from) {}

    @ParameterizedTest
    @MethodSource("seeds")
    void every_rule_holds_in_every_round_and_it_ends(long seed) {
        prepare(seed);
        var wish = wish();
        var id = begin(wish);
        var before = new HashMap<UUID, Row>();
        int wave = 0;
        Rollout rollout = one(id);
        var begun = now.get();
        for (int round = 0; !rollout.status().ended(); round++) {
            assertThat(round).as("rounds of seed %d: %s", seed, rollout).isLessThan(MOST_ROUNDS);
            now.updateAndGet(time -> time.plus(ROUND));
            advance.tick();
            rollout = one(id);
            var rows = rows(id);
            check(seed, wish, rollout, rows, before);
            checkThresholds(seed, rollout, rows);
            checkGates(seed, rollout);
            assertThat(rollout.wave() == null ? wave : rollout.wave())
                    .as("the wave")
                    .isGreaterThanOrEqualTo(wave);
            wave = rollout.wave() == null ? wave : rollout.wave();
            fleet.act();
            somebodyDoes(id, rollout, round);
            comeAndGo(round);
            rollout = one(id);
        }
        settle(id, rollout);
        System.out.println("seed " + seed + " ended as " + rollout.status() + " after "
                + Duration.between(begun, now.get()).toMinutes() + " rounds; " + rollout.progress());
    }

    private void prepare(long seed) {
        random = new Random(seed);
        var tenant = database.tenant("seed-" + seed);
        rows = new FleetRows(database, tenant);
        rows.versions(BUNDLE, OLD, NEW);
        // A version in quarantine waits for somebody to lift that; here the rules of the rollout itself are looked at.
        database.owner()
                .useHandle(
                        tx -> tx.execute("UPDATE tenants SET quarantine_after = 1000000 WHERE id = ?", tenant.value()));
        group = rows.group("shops", 0);
        fleet = new SimulatedFleet(database, rows, group, random);
        var bad = List.of(Behaviour.values());
        int share = random.nextInt(5);
        for (int i = 0; i < DEVICES; i++) {
            fleet.join(random.nextInt(10) < share ? bad.get(random.nextInt(bad.size())) : Behaviour.GOOD);
        }
        rows.assignToGroup(group, BUNDLE, OLD);
        database.database().inTenant(tenant, tx -> Reassess.members(tx, tenant, group));
        for (int i = 0; i < 8; i++) {
            fleet.act();
        }
        var audit = new AuditSql(now::get);
        advance = new AdvanceRollouts(
                database.database(), audit, Projection.none(database.database()), Onlookers.NONE, now::get);
        act = new ActOnRollout(database.database(), audit, advance, now::get);
        rollouts = new Rollouts(database.database(), now::get);
    }

    private NewRollout wish() {
        var waves = new ArrayList<Wave>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            waves.add(new Wave(
                    null,
                    i < count - 1 ? 20 : null,
                    null,
                    null,
                    40 + random.nextInt(61),
                    random.nextInt(2) * 180,
                    random.nextInt(4) == 0));
        }
        var threshold = random.nextInt(2) == 0
                ? null
                : new ErrorThreshold(
                        null, 20 + random.nextInt(60), 5, random.nextBoolean() ? OnFailure.Pause : OnFailure.RollBack);
        return new NewRollout(
                null,
                BUNDLE,
                NEW,
                new RolloutTarget(group, null, null),
                600,
                random.nextBoolean(),
                null,
                random.nextBoolean() ? now.get().plus(ROUND) : null,
                waves,
                random.nextInt(3) == 0 ? null : Amount.count(3 + random.nextInt(6)),
                threshold,
                null,
                waves.stream().allMatch(wave -> wave.soak().isZero()) ? List.of() : gates());
    }

    /** Up to three, one of which never has enough data. */
    private List<Gate> gates() {
        var gates = new ArrayList<Gate>();
        if (random.nextInt(2) == 0) {
            gates.add(gate("unhealthyContainersPercent", 20.0 * random.nextInt(4)));
        }
        if (random.nextInt(2) == 0) {
            gates.add(gate("offlinePercent", 60));
        }
        if (random.nextInt(4) == 0) {
            gates.add(new Gate("custom.never_sent", null, null, 1.0, null, null, null, null));
        }
        return gates;
    }

    private Gate gate(String metric, double atMost) {
        var against = List.of(
                        Optional.<Gate.Against>empty(), Optional.of(Gate.Against.Rest), Optional.of(Gate.Against.Past))
                .get(random.nextInt(3))
                .orElse(null);
        return new Gate(
                metric,
                against,
                against == null ? null : Gate.By.Difference,
                atMost,
                null,
                1 + random.nextInt(3),
                null,
                random.nextBoolean() ? OnFailure.Pause : OnFailure.RollBack);
    }

    private RolloutId begin(NewRollout wish) {
        var create = new CreateRollout(database.database(), new AuditSql(now::get), advance, now::get);
        var id = value(create.create(People.operator(rows.tenant()), rows.tenant(), wish))
                .id();
        if (wish.isDraft()) {
            advance.tick();
            assertThat(one(id).status()).as("a draft").isEqualTo(RolloutStatus.Draft);
            does(id, new RolloutAction.Start());
        }
        return id;
    }

    private void check(long seed, NewRollout wish, Rollout rollout, List<Row> rows, Map<UUID, Row> before) {
        var cap = wish.maxUnavailable();
        long updating = rows.stream()
                .filter(row -> row.status() == RolloutDeviceStatus.Updating)
                .count();
        if (cap != null) {
            assertThat(updating).as("updating at once, seed %d", seed).isLessThanOrEqualTo(cap.of(rows.size()));
        }
        for (var row : rows) {
            var last = before.put(row.device(), row);
            if (last != null) {
                assertThat(row.generation()).as("a generation").isGreaterThanOrEqualTo(last.generation());
                if (FOR_GOOD.contains(last.status())) {
                    assertThat(row.status()).as("%s is for good", last.status()).isEqualTo(last.status());
                }
            }
        }
        for (int wave = 0; wave + 1 < rollout.waves().size(); wave++) {
            var view = rollout.waves().get(wave);
            boolean nextBegan = rollout.waves().get(wave + 1).startedAt() != null;
            if (nextBegan) {
                assertThat(view.endedAt())
                        .as("the end of wave %d, seed %d", wave + 1, seed)
                        .isNotNull();
                var soaking = view.soakingAt();
                if (view.soakSeconds() > 0 && soaking != null && !promoted) {
                    assertThat(Duration.between(soaking, view.endedAt()).toSeconds())
                            .as("the soak of wave %d", wave + 1)
                            .isGreaterThanOrEqualTo(view.soakSeconds());
                }
            } else {
                int next = wave + 1;
                assertThat(rows)
                        .as("devices of wave %d, before it begins, seed %d", next + 1, seed)
                        .noneMatch(row ->
                                row.wave() == next && row.status() == RolloutDeviceStatus.Updating && !row.back());
            }
        }
    }

    /** A wave is left with enough of its devices on the new version; what they say later is another matter. */
    private void checkThresholds(long seed, Rollout rollout, List<Row> rows) {
        for (int wave = left;
                wave < rollout.waves().size() && rollout.waves().get(wave).endedAt() != null;
                wave++) {
            int one = wave;
            var devices = rows.stream()
                    .filter(row -> row.wave() == one && row.status().counts())
                    .toList();
            long good = devices.stream()
                    .filter(row -> row.status() == RolloutDeviceStatus.Succeeded)
                    .count();
            int threshold = rollout.waves().get(wave).successThreshold();
            assertThat(100 * good)
                    .as(
                            "%d of %d devices of wave %d succeeded when it was left, seed %d",
                            good, devices.size(), wave + 1, seed)
                    .isGreaterThanOrEqualTo((long) threshold * devices.size());
            left = wave + 1;
        }
    }

    /** No wave is left, nor soaks on, while a gate that nobody let pass says otherwise. */
    private static void checkGates(long seed, Rollout rollout) {
        for (int wave = 0; wave < rollout.waves().size(); wave++) {
            var view = rollout.waves().get(wave);
            boolean left = view.endedAt() != null && view.soakingAt() != null;
            boolean soaks = rollout.status() == RolloutStatus.Running
                    && Integer.valueOf(wave + 1).equals(rollout.wave())
                    && "Soaking".equals(rollout.phase());
            if (view.soakSeconds() > 0 && (left || soaks)) {
                assertThat(view.gates())
                        .as("gates of wave %d, seed %d", wave + 1, seed)
                        .hasSameSizeAs(rollout.gates())
                        .filteredOn(gate -> gate.passedBy() == null)
                        .noneMatch(gate -> gate.verdict() == GateResult.Verdict.Fails)
                        .noneMatch(gate -> left && gate.verdict() == GateResult.Verdict.NotEnough);
            }
        }
    }

    /** People do this and that; whatever waits for somebody is answered in the end. */
    private void somebodyDoes(RolloutId id, Rollout rollout, int round) {
        if (rollout.status() == RolloutStatus.AwaitingApproval || "AwaitingApproval".equals(rollout.phase())) {
            does(id, new RolloutAction.Approve(null));
        }
        if (rollout.status() == RolloutStatus.Paused && round % 3 == 0) {
            // Resumed for good luck at first; in the end somebody sees that it leads nowhere.
            does(id, round > 120 ? new RolloutAction.RollBack() : new RolloutAction.Resume());
        }
        var waits = rollout.waitingFor();
        if (waits != null && waits.contains("goes on soaking") && random.nextInt(5) == 0) {
            act(id, new RolloutAction.Pause());
        }
        switch (random.nextInt(60)) {
            case 0 -> act(id, new RolloutAction.Pause());
            case 1 -> act(id, new RolloutAction.Retry());
            case 2 -> promoted |= act(id, new RolloutAction.Promote(null));
            case 3 -> act(id, round > 20 ? new RolloutAction.RollBack() : new RolloutAction.Resume());
            case 4 -> act(id, round > 40 ? new RolloutAction.Cancel() : new RolloutAction.Resume());
            default -> {
                // Nobody does anything.
            }
        }
    }

    private void does(RolloutId id, RolloutAction action) {
        value(act.act(People.operator(rows.tenant()), rows.tenant(), id, action));
    }

    /** Whether it was taken. */
    private boolean act(RolloutId id, RolloutAction action) {
        return act.act(People.operator(rows.tenant()), rows.tenant(), id, action) instanceof Outcome.Done;
    }

    private void comeAndGo(int round) {
        if (round > 60) {
            return;
        }
        var changed = switch (random.nextInt(25)) {
            case 0 -> fleet.decommission();
            case 1 -> fleet.leaveGroup();
            case 2 -> fleet.join(Behaviour.GOOD);
            default -> null;
        };
        if (changed != null) {
            database.database()
                    .inTenant(rows.tenant(), tx -> Membership.refresh(tx, rows.tenant(), List.of(changed.id)));
        }
    }

    /** After the end nothing changes any more, and everybody is asked for what the end says. */
    private void settle(RolloutId id, Rollout rollout) {
        var ended = rows(id);
        for (int i = 0; i < 12; i++) {
            now.updateAndGet(time -> time.plus(ROUND));
            advance.tick();
            fleet.act();
        }
        assertThat(one(id).status()).as("for good").isEqualTo(rollout.status());
        assertThat(rows(id))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("generation")
                .isEqualTo(ended);
        assertThat(ended).noneMatch(row -> !row.status().ended());
        var desired = new HashMap<UUID, String>();
        fleet.devices()
                .forEach(device ->
                        desired.put(device.id.value(), rows.desired(device.id).getOrDefault(BUNDLE, "none")));
        switch (rollout.status()) {
            case Succeeded ->
                assertThat(members()).allSatisfy(member -> assertThat(desired).containsEntry(member, NEW));
            case RolledBack -> {
                for (var row : ended) {
                    if (row.status() == RolloutDeviceStatus.RolledBack
                            && members().contains(row.device())) {
                        assertThat(desired).as("what it was asked for before").containsEntry(row.device(), row.from());
                    }
                }
                fleet.devices().stream()
                        .filter(device -> members().contains(device.id.value()))
                        .forEach(device ->
                                assertThat(device.runs).as("what it runs").isEqualTo(OLD));
            }
            default ->
                assertThat(rollout.reason())
                        .as("why it is %s", rollout.status())
                        .isNotBlank();
        }
    }

    private Rollout one(RolloutId id) {
        return value(rollouts.get(Reach.ALL, rows.tenant(), id));
    }

    private List<UUID> members() {
        return database.owner()
                .withHandle(tx -> tx.createQuery("SELECT device_id FROM group_members WHERE group_id = :group")
                        .bind("group", group.value())
                        .mapTo(UUID.class)
                        .list());
    }

    private static List<Row> rows(RolloutId id) {
        return database.owner()
                .withHandle(tx -> tx.createQuery("SELECT r.device_id, r.wave, r.status, r.going_back, r.from_version,"
                                + " d.generation FROM rollout_devices r JOIN devices d ON d.id = r.device_id"
                                + " WHERE r.rollout_id = :id ORDER BY r.device_id")
                        .bind("id", id.value())
                        .map((row, context) -> new Row(
                                row.getObject("device_id", UUID.class),
                                row.getInt("wave"),
                                RolloutDeviceStatus.valueOf(row.getString("status")),
                                row.getBoolean("going_back"),
                                row.getLong("generation"),
                                row.getString("from_version") == null ? "none" : row.getString("from_version")))
                        .list());
    }
}
