package io.signalbeam.functions.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.testing.Replica;
import io.signalbeam.shared.id.TenantId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A real primary and a real streaming replica. In order, because the last one ends the replica. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReadReplicaIT {
    private static final Duration BOUND = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static Replica servers;
    private static TenantId ours;
    private static TenantId theirs;

    @BeforeAll
    static void start() throws Exception {
        servers = new Replica(folder);
        ours = tenant("ours");
        theirs = tenant("theirs");
    }

    @AfterAll
    static void stop() throws Exception {
        servers.close();
    }

    @Test
    @Order(1)
    void a_replica_that_keeps_up_serves_reads_and_keeps_tenants_apart() {
        try (var database = servers.database(BOUND)) {
            awaitReplica(database);
            assertThat(tenants(database, ours)).containsExactly("ours");
            assertThat(tenants(database, theirs)).containsExactly("theirs");
            assertThat(database.<Boolean>inTenant(ours, tx -> inRecovery(tx)))
                    .as("what is decided by is never read there")
                    .isFalse();
        }
    }

    @Test
    @Order(2)
    void what_the_replica_refuses_is_asked_of_the_primary() {
        try (var database = servers.database(BOUND)) {
            awaitReplica(database);
            Outcome<String> answer = database.reading(
                    ours, tx -> inRecovery(tx) ? Outcome.notFound("device", "x") : Outcome.done("primary"));
            assertThat(answer).isEqualTo(Outcome.done("primary"));
        }
    }

    @Test
    @Order(3)
    void a_read_changes_nothing_wherever_it_is_served() {
        try (var database = servers.database(BOUND);
                var without = servers.primary()) {
            for (var reader : List.of(database, without)) {
                assertThatThrownBy(() -> reader.reading(
                                ours,
                                tx -> tx.execute(
                                        "insert into groups (id, tenant_id, name) values (?, ?, 'g')",
                                        UUID.randomUUID(),
                                        ours.value())))
                        .isInstanceOf(JdbiException.class)
                        .hasMessageContaining("read-only transaction");
            }
        }
    }

    @Test
    @Order(4)
    void while_it_is_too_far_behind_the_primary_serves() {
        try (var patient = servers.database(Duration.ofHours(1));
                var strict = servers.database(Duration.ofMillis(1500))) {
            awaitReplica(patient);
            servers.standbyOwner().useHandle(tx -> tx.execute("select pg_wal_replay_pause()"));
            try {
                var late = tenant("late");
                // The primary's beat goes on; the replica's stands still.
                await(() -> {
                    beat(patient);
                    return !onReplica(strict);
                });
                assertThat(tenants(strict, late)).containsExactly("late");
                assertThat(tenants(patient, late))
                        .as("a bound that is not reached yet")
                        .isEmpty();
            } finally {
                servers.standbyOwner().useHandle(tx -> tx.execute("select pg_wal_replay_resume()"));
            }
            awaitReplica(strict);
        }
    }

    @Test
    @Order(5)
    void a_primary_that_does_not_beat_is_not_trusted_to_be_followed() {
        servers.owner().useHandle(tx -> tx.execute("delete from primary_beat"));
        try (var database = servers.database(BOUND)) {
            await(() -> servers.standbyOwner()
                    .withHandle(tx -> tx.createQuery("select count(*) from primary_beat")
                                    .mapTo(Integer.class)
                                    .one()
                            == 0));
            assertThat(onReplica(database)).isFalse();
        }
    }

    @Test
    @Order(6)
    void when_it_is_gone_the_primary_serves_and_nobody_notices() throws Exception {
        try (var database = servers.database(BOUND)) {
            awaitReplica(database);
            servers.stopStandby();
            for (int i = 0; i < 20; i++) {
                assertThat(tenants(database, ours)).containsExactly("ours");
            }
            assertThat(onReplica(database)).isFalse();
        }
    }

    private static TenantId tenant(String name) {
        var id = TenantId.random();
        servers.owner()
                .useHandle(tx -> tx.execute(
                        "insert into tenants (id, name, display_name) values (?, ?, ?)", id.value(), name, name));
        return id;
    }

    /** What the timer does. */
    private static void beat(Database database) {
        database.<Integer>asService(tx -> tx.execute("insert into primary_beat (beat_at) values (clock_timestamp())"
                + " on conflict (only_row) do update set beat_at = excluded.beat_at"));
    }

    private static void awaitReplica(Database database) {
        await(() -> {
            beat(database);
            return onReplica(database);
        });
    }

    private static boolean onReplica(Database database) {
        return database.<Boolean>reading(ours, ReadReplicaIT::inRecovery);
    }

    private static boolean inRecovery(org.jdbi.v3.core.Handle tx) {
        return tx.createQuery("select pg_is_in_recovery()").mapTo(Boolean.class).one();
    }

    private static List<String> tenants(Database database, TenantId tenant) {
        return database.<List<String>>reading(
                tenant,
                tx -> tx.createQuery("select name from tenants")
                        .mapTo(String.class)
                        .list());
    }

    private static void await(BooleanSupplier condition) {
        var deadline = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("in time").isBefore(deadline);
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
