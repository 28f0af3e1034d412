package io.signalbeam.functions.rollouts;

import static io.signalbeam.functions.rollouts.SimulatedFleet.BUNDLE;
import static io.signalbeam.functions.rollouts.SimulatedFleet.NEW;
import static io.signalbeam.functions.rollouts.SimulatedFleet.OLD;
import static io.signalbeam.functions.testing.Answers.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.assignments.Reassess;
import io.signalbeam.functions.audit.AuditSql;
import io.signalbeam.functions.live.Onlookers;
import io.signalbeam.functions.rollouts.SimulatedFleet.Behaviour;
import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.People;
import io.signalbeam.functions.testing.Projection;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.shared.id.RolloutId;
import io.signalbeam.shared.id.TenantId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two and three instances of the engine on one database, killed with SIGKILL wherever they are and started again: what is
 * there in the end is what one instance leaves that nobody kills. {@code -Drollout.chaos=50} takes so many rounds.
 */
class RolloutChaosIT {
    private static final int ROUNDS = Integer.getInteger("rollout.chaos", 3);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int DEVICES = 240;

    private static final AuditSql AUDIT = new AuditSql(Clock.systemUTC());

    private static TestDatabase database;
    private final List<Process> engines = new ArrayList<>();
    private int killed;

    @BeforeAll
    static void open() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @AfterEach
    void stop() {
        engines.forEach(Process::destroyForcibly);
    }

    /** Each round has its own patience. */
    @Test
    @Timeout(value = 6, unit = TimeUnit.HOURS)
    void engines_that_are_killed_leave_what_one_leaves_that_is_not() throws Exception {
        var random = new Random(7);
        var undisturbed = engine();
        var expected = List.of(
                endOf(begin("undisturbed", false), undisturbed::tick),
                endOf(begin("undisturbed-and-back", true), undisturbed::tick));
        assertThat(expected.get(0)).contains("rollout Succeeded");
        assertThat(expected.get(1)).contains("rollout RolledBack");
        for (int round = 0; round < ROUNDS; round++) {
            boolean back = round % 2 == 1;
            var begun = begin("round-" + round, back);
            int instances = 2 + round % 2;
            int before = killed;
            var end = endOf(begun, () -> {
                keepRunning(instances);
                if (random.nextInt(6) == 0) {
                    kill(random);
                }
            });
            System.out.printf("round %d: %d engines, %d killed%n", round + 1, instances, killed - before);
            assertThat(end).as("round %d", round + 1).isEqualTo(expected.get(back ? 1 : 0));
        }
        assertThat(killed).as("engines that were killed").isPositive();
    }

    private static AdvanceRollouts engine() {
        return new AdvanceRollouts(
                database.database(), AUDIT, Projection.none(database.database()), Onlookers.NONE, Clock.systemUTC());
    }

    /** @param back whether somebody rolls it back once every device has come to an end */
    private record Begun(TenantId tenant, RolloutId rollout, SimulatedFleet fleet, boolean back) {}

    private static Begun begin(String name, boolean back) {
        var tenant = database.tenant(name);
        var rows = new FleetRows(database, tenant);
        rows.versions(BUNDLE, OLD, NEW);
        var group = rows.group("shops", 0);
        // Which devices are bad is the same in every round; when they act is not.
        var fleet = new SimulatedFleet(database, rows, group, new Random(1));
        for (int i = 0; i < DEVICES; i++) {
            fleet.join(i % 10 == 0 ? Behaviour.FAILING : i % 7 == 0 ? Behaviour.SLEEPING : Behaviour.GOOD);
        }
        rows.assignToGroup(group, BUNDLE, OLD);
        database.database().inTenant(tenant, tx -> Reassess.members(tx, tenant, group));
        for (int i = 0; i < 12; i++) {
            fleet.act();
        }
        // What comes of a wave does not depend on the order in which its devices say how it went.
        var waves = List.of(
                new Wave(null, 100, null, null, 85, back ? 3_600 : 0, null),
                new Wave(null, null, null, null, null, null, null));
        var wish = new NewRollout(
                null,
                BUNDLE,
                NEW,
                new RolloutTarget(group, null, null),
                null,
                null,
                null,
                null,
                waves,
                null,
                null,
                null,
                null);
        var made = value(new CreateRollout(database.database(), AUDIT, engine(), Clock.systemUTC())
                .create(People.operator(tenant), tenant, wish));
        return new Begun(tenant, made.id(), fleet, back);
    }

    /** Lets devices act and engines tick until the rollout has ended, and tells all that it has left behind. */
    private static String endOf(Begun begun, Runnable engines) throws InterruptedException {
        var deadline = Instant.now().plus(PATIENCE);
        while (!ended(begun.tenant())) {
            assertThat(Instant.now()).as("patience").isBefore(deadline);
            engines.run();
            begun.fleet().act();
            if (begun.back() && running(begun.rollout())) {
                value(new ActOnRollout(database.database(), AUDIT, engine(), Clock.systemUTC())
                        .act(
                                People.operator(begun.tenant()),
                                begun.tenant(),
                                begun.rollout(),
                                new RolloutAction.RollBack()));
            }
            Thread.sleep(20);
        }
        return leftBehind(begun.tenant());
    }

    private void keepRunning(int instances) {
        engines.removeIf(engine -> !engine.isAlive());
        while (engines.size() < instances) {
            engines.add(start());
        }
    }

    private void kill(Random random) {
        engines.remove(random.nextInt(engines.size())).destroyForcibly();
        killed++;
    }

    private static Process start() {
        try {
            var engine = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Xshare:auto",
                            "-Xmx128m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            EngineProcess.class.getName(),
                            database.jdbcUrl(),
                            database.serviceUrl())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var out = new BufferedReader(engine.inputReader())) {
                assertThat(out.readLine()).isEqualTo("ready");
            }
            return engine;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether it runs and none of its devices is open. */
    private static boolean running(RolloutId id) {
        return database.owner()
                .withHandle(
                        tx -> tx.createQuery("SELECT status = 'Running' AND NOT EXISTS (SELECT FROM rollout_devices r"
                                        + " WHERE r.rollout_id = o.id AND r.status IN ('Pending', 'Updating'))"
                                        + " FROM rollouts o WHERE id = :id")
                                .bind("id", id.value())
                                .mapTo(Boolean.class)
                                .one());
    }

    private static boolean ended(TenantId tenant) {
        return database.owner()
                .withHandle(tx -> tx.createQuery("SELECT ended_at IS NOT NULL FROM rollouts WHERE tenant_id = :tenant")
                        .bind("tenant", tenant.value())
                        .mapTo(Boolean.class)
                        .one());
    }

    /** Everything that a step done twice, or half, would show in: by device, with how often each was told what. */
    private static String leftBehind(TenantId tenant) {
        List<String> lines = database.owner()
                .withHandle(tx -> tx.createQuery("""
                                SELECT 'rollout ' || status || ' wave ' || wave || ' ' || coalesce(reason, '') FROM rollouts
                                WHERE tenant_id = :tenant
                                UNION ALL
                                SELECT 'audit ' || action || ' ' || count(*) FROM audit_log
                                WHERE tenant_id = :tenant GROUP BY action
                                UNION ALL
                                SELECT 'assignments ' || kind || ' ' || version || ' ' || count(*) FROM assignments
                                WHERE tenant_id = :tenant GROUP BY kind, version
                                UNION ALL
                                SELECT d.name || ' ' || r.status || ' attempts ' || r.attempts || ' generation ' || d.generation
                                    || ' outbox ' || (SELECT count(*) FROM outbox o WHERE o.device_id = d.id)
                                    || ' desired ' || coalesce((SELECT version FROM device_desired x
                                        WHERE x.device_id = d.id), 'none')
                                    || ' events ' || coalesce((SELECT string_agg(type, ',' ORDER BY type) FROM device_events e
                                        WHERE e.device_id = d.id), 'none')
                                FROM rollout_devices r JOIN devices d ON d.id = r.device_id
                                WHERE r.tenant_id = :tenant
                                ORDER BY 1""")
                        .bind("tenant", tenant.value())
                        .mapTo(String.class)
                        .list());
        return String.join("\n", lines);
    }
}
