package io.signalbeam.functions.rollouts;

import static io.signalbeam.functions.testing.Answers.value;

import io.signalbeam.functions.access.Reach;
import io.signalbeam.functions.audit.AuditSql;
import io.signalbeam.functions.live.Onlookers;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.People;
import io.signalbeam.functions.testing.Projection;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.RolloutId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A tenant whose devices are canaries or not, rollouts with gates over them, and samples; all at a time of the test's. */
public final class GateFleet {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final int SOAK = 600;

    /** What {@link #everyKind} answers. */
    public static final List<String> EVERY_KIND = List.of(
            "cpuPercent: Side[value=51.0, samples=10, devices=2] Side[value=11.0, samples=5, devices=1]",
            "cpuPercent: Side[value=51.0, samples=10, devices=2] Side[value=15.0, samples=10, devices=2]",
            "memoryUsedPercent: Side[value=25.5, samples=10, devices=2] Side[value=7.5, samples=10, devices=2]",
            "custom.sold: Side[value=4.5, samples=10, devices=2] Side[value=6.0, samples=10, devices=2]",
            "container.app/web.cpuPercent: Side[value=102.0, samples=10, devices=2] Side[value=22.0, samples=5, devices=1]",
            "containerRestarts: Side[value=1.5, samples=10, devices=2] Side[value=0.0, samples=10, devices=2]",
            "unhealthyContainersPercent: Side[value=50.0, samples=2, devices=2] Side[value=0.0, samples=2, devices=2]",
            "unhealthyContainersPercent: Side[value=50.0, samples=2, devices=2] Side[value=0.0, samples=1, devices=1]",
            "offlinePercent: Side[value=50.0, samples=2, devices=2] Side[value=0.0, samples=2, devices=2]",
            "offlinePercent: Side[value=50.0, samples=2, devices=2] Side[value=0.0, samples=1, devices=1]");

    final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    final FleetRows rows;
    final AdvanceRollouts advance;
    private final TestDatabase database;
    private final CreateRollout create;
    private final ActOnRollout act;
    private final Rollouts rollouts;

    public GateFleet(TestDatabase database, String tenant) {
        this.database = database;
        rows = new FleetRows(database, database.tenant(tenant));
        rows.versions("app", "1.0.0", "2.0.0");
        var audit = new AuditSql(now::get);
        advance = new AdvanceRollouts(
                database.database(), audit, Projection.none(database.database()), Onlookers.NONE, now::get);
        create = new CreateRollout(database.database(), audit, advance, now::get);
        act = new ActOnRollout(database.database(), audit, advance, now::get);
        rollouts = new Rollouts(database.database(), now::get);
        database.owner()
                .useHandle(tx -> tx.createQuery("select ensure_metrics_partitions(:day, :day)")
                        .bind("day", LocalDate.ofInstant(NOON, ZoneOffset.UTC))
                        .mapTo(Integer.class)
                        .one());
    }

    DeviceId canary(String name) {
        return online(rows.device(name, Map.of("canary", "")));
    }

    DeviceId other(String name) {
        return online(rows.device(name, Map.of("shop", "")));
    }

    private DeviceId online(DeviceId device) {
        connectivity(device, "Online");
        return device;
    }

    void connectivity(DeviceId device, String connectivity) {
        database.owner()
                .useHandle(tx -> tx.execute(
                        "UPDATE device_state SET connectivity = ? WHERE device_id = ?", connectivity, device.value()));
    }

    Outcome<Rollout> asked(List<Wave> waves, Gate... gates) {
        return create.create(
                People.operator(rows.tenant()),
                rows.tenant(),
                new NewRollout(
                        null,
                        "app",
                        "2.0.0",
                        new RolloutTarget(null, "os!=none", null),
                        null,
                        null,
                        null,
                        null,
                        waves,
                        null,
                        null,
                        null,
                        List.of(gates)));
    }

    /** Canaries first, which are asked at once. */
    RolloutId begin(Gate... gates) {
        var canary = new Wave(null, null, null, "canary", null, SOAK, null);
        var id = value(asked(List.of(canary, Wave.OF_ALL), gates)).id();
        advance.tick();
        return id;
    }

    /** They run the new version from now on, with one container of this health. */
    void succeed(String health, DeviceId... devices) {
        for (var device : devices) {
            report(device, "2.0.0", health);
        }
        advance.tick();
    }

    void report(DeviceId device, String version, String health) {
        rows.report(device, "app", version, "Running");
        database.owner()
                .useHandle(tx -> tx.execute(
                        "UPDATE device_state SET report = jsonb_set(report, '{containers}', jsonb_build_array("
                                + "jsonb_build_object('bundle', 'app', 'name', 'web', 'state', 'running', 'health', ?::text)))"
                                + " WHERE device_id = ?",
                        health,
                        device.value()));
    }

    /** One now. */
    void sample(DeviceId device, double cpu) {
        sample(device, cpu, null, 0);
    }

    /** @param sold of a custom metric; null for none */
    void sample(DeviceId device, double cpu, @Nullable Double sold, int restarts) {
        database.owner()
                .useHandle(tx -> tx.execute(
                        "INSERT INTO device_metrics (tenant_id, device_id, recorded_at, event_id, received_at, cpu_percent,"
                                + " memory_used_bytes, memory_total_bytes, custom, containers) VALUES (?, ?, ?, ?, ?, ?, ?, 200,"
                                + " jsonb_strip_nulls(jsonb_build_object('sold', ?::float8)), jsonb_build_array("
                                + "jsonb_build_object('bundle', 'app', 'name', 'web', 'cpuPercent', ?::float8, 'restarts', ?::integer)))",
                        rows.tenant().value(),
                        device.value(),
                        now.get().atOffset(ZoneOffset.UTC),
                        UUID.randomUUID(),
                        now.get().atOffset(ZoneOffset.UTC),
                        cpu,
                        (long) cpu,
                        sold,
                        2 * cpu,
                        restarts));
    }

    void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    void seconds(int seconds) {
        pass(Duration.ofSeconds(seconds));
    }

    Rollout one(RolloutId id) {
        return value(rollouts.get(Reach.ALL, rows.tenant(), id));
    }

    List<GateView> gates(RolloutId id) {
        return one(id).waves().getFirst().gates();
    }

    void does(RolloutId id, RolloutAction action) {
        value(act.act(People.operator(rows.tenant()), rows.tenant(), id, action));
    }

    /**
     * What gates of every kind measure: devices that do a little before, and one of two that does a lot afterwards.
     *
     * @return a line for each gate
     */
    public static List<String> everyKind(TestDatabase database, String tenant) {
        var fleet = new GateFleet(database, tenant);
        var a = fleet.canary("a");
        var b = fleet.canary("b");
        var rest = fleet.other("rest");
        fleet.report(a, "1.0.0", "healthy");
        fleet.report(b, "1.0.0", "healthy");
        fleet.report(rest, "1.0.0", "healthy");
        fleet.pass(Duration.ofMinutes(-5));
        for (int i = 0; i < 5; i++) {
            fleet.sample(a, 10, 8.0, 3);
            fleet.sample(b, 20, 4.0, 0);
            fleet.pass(Duration.ofMinutes(1));
        }
        var id = fleet.begin(
                gate("cpuPercent", Gate.Against.Rest),
                gate("cpuPercent", Gate.Against.Past),
                gate("memoryUsedPercent", Gate.Against.Past),
                gate("custom.sold", Gate.Against.Past),
                gate("container.app/web.cpuPercent", Gate.Against.Rest),
                gate("containerRestarts", Gate.Against.Past),
                gate("unhealthyContainersPercent", Gate.Against.Past),
                gate("unhealthyContainersPercent", Gate.Against.Rest),
                gate("offlinePercent", Gate.Against.Past),
                gate("offlinePercent", Gate.Against.Rest));
        fleet.seconds(20);
        fleet.sample(a, 99, 99.0, 9);
        fleet.seconds(10);
        fleet.succeed("healthy", a);
        fleet.succeed("unhealthy", b);
        for (int i = 0; i < 5; i++) {
            fleet.sample(a, 12, 8.0, 0);
            // Its container is restarted twice, made anew, and restarted once more.
            fleet.sample(b, 90, 1.0, List.of(1, 2, 3, 0, 1).get(i));
            fleet.sample(rest, 11, 6.0, 7);
            fleet.seconds(60);
        }
        fleet.connectivity(a, "Offline");
        fleet.advance.tick();
        return fleet.gates(id).stream()
                .map(gate -> "%s: %s %s".formatted(gate.metric(), gate.updated(), gate.reference()))
                .toList();
    }

    /** With a bound that always holds. */
    private static Gate gate(String metric, Gate.Against against) {
        return new Gate(metric, against, Gate.By.Difference, 1e9, null, null, null, null);
    }
}
