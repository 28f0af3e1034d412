package io.signalbeam.functions.standby;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.adapter.postgres.Database;
import io.signalbeam.functions.app.App;
import io.signalbeam.functions.health.Dependencies;
import io.signalbeam.functions.testing.Enrolled;
import io.signalbeam.functions.testing.Replica;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.functions.twin.MoveTwins;
import io.signalbeam.functions.twin.TwinFunctions;
import io.signalbeam.shared.credential.DeviceKey;
import io.signalbeam.shared.id.DeviceId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The whole app on a real replica, which the last test makes the primary. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StandbyIT {
    private static final Map<String, String> WAITS = Map.of(
            "SIGNALBEAM_PRIMARY_VAULT", "https://primary.vault.test",
            "CosmosConnection__accountEndpoint", "https://north.documents.test");

    @TempDir
    static Path folder;

    private static Replica servers;
    private static Database primary;
    private static Database replica;
    private static TestCloud west;
    private static TestCloud north;
    private static TestCloud bare;
    private static App waiting;
    private static App unprepared;
    private static Enrolled till;

    @BeforeAll
    static void start() throws Exception {
        servers = new Replica(folder);
        primary = servers.primary();
        replica = servers.standby();
        west = new TestCloud(Map.of("CosmosConnection__accountEndpoint", "https://west.documents.test"));
        west.app.with(Transactions.class, primary);
        servers.owner().useHandle(tx -> {
            tx.execute("insert into tenants (id, name, display_name) values (gen_random_uuid(), 'acme', 'acme')");
            tx.execute(
                    "insert into tenant_issuers (tenant_id, issuer, claim_value) select id, ?, name from tenants",
                    TestCloud.ISSUER);
        });
        west.app.get(TwinFunctions.class).projectTwins("");
        till = Enrolled.in(west, "acme", "till", Map.of());
        servers.catchUp();
        north = new TestCloud(WAITS);
        waiting = north.app.with(Transactions.class, replica);
        // As when an environment's database was taken from it, which was never set up to wait.
        bare = new TestCloud();
        unprepared = bare.app.with(Transactions.class, replica);
    }

    @AfterAll
    static void stop() throws Exception {
        primary.close();
        replica.close();
        servers.close();
        west.close();
        north.close();
        bare.close();
    }

    private static TestApi admin(App app) {
        var token = cloudOf(app).tokens.issue(TestCloud.claims("acme", "Admin"));
        return new TestApi(app).with("authorization", "Bearer " + token);
    }

    private static TestCloud cloudOf(App app) {
        return app == waiting ? north : bare;
    }

    private static TestApi device(App app) {
        return new TestApi(app).with("x-api-key", till.key());
    }

    @Test
    @Order(1)
    void it_is_live_and_says_of_its_database_why_it_is_not_ready() {
        var api = new TestApi(waiting);
        api.get("/health/live").is(200);
        var ready = api.get("/health/ready").is(503);
        assertThat(ready.text("/checks/postgres/status")).isEqualTo("standby");
        assertThat(waiting.get(Dependencies.class).questions()).containsKey("postgres");
    }

    @Test
    @Order(2)
    void whoever_asks_is_told_to_come_again_whatever_it_is() {
        var answers = List.of(
                admin(waiting).get("/devices"),
                admin(waiting).post("/enrollment-tokens", Map.of("maxUses", 1)),
                device(waiting).get("/agent/desired-state"),
                device(waiting).post("/agent/lease", Map.of()),
                new TestApi(waiting).post("/agent/enroll", Map.of()));
        for (var answer : answers) {
            answer.isProblem(503, "standby");
            assertThat(Integer.parseInt(answer.header("retry-after"))).isPositive();
        }
    }

    @Test
    @Order(3)
    void an_app_that_was_not_set_up_to_wait_answers_nothing_with_an_error_of_its_own() {
        admin(unprepared).get("/devices").isProblem(503, "standby");
        admin(unprepared).post("/enrollment-tokens", Map.of("maxUses", 1)).isProblem(503, "standby");
        device(unprepared).get("/agent/desired-state").isProblem(503, "standby");
    }

    @Test
    @Order(4)
    void nothing_moves_while_it_waits() {
        waiting.get(MoveTwins.class).run();
        assertThat(generation()).isEqualTo(1);
    }

    @Test
    @Order(5)
    void once_the_database_is_its_own_it_serves_and_devices_find_more_than_they_knew() throws Exception {
        servers.loseThePrimary();
        north.clock.advance(Duration.ofSeconds(10));
        device(waiting).get("/agent/desired-state").isProblem(503, "unavailable");
        waiting.get(TwinFunctions.class).projectTwins("");
        var desired = device(waiting).get("/agent/desired-state").is(200);
        assertThat(desired.body().path("generation").asLong()).isGreaterThan(1_000);
        waiting.get(TwinFunctions.class).projectTwins("");
        north.clock.advance(Duration.ofSeconds(10));
        new TestApi(waiting)
                .with("x-api-key", DeviceKey.random(DeviceId.random()).text())
                .get("/agent/desired-state")
                .isProblem(401, "device-key-invalid");
        admin(waiting).post("/enrollment-tokens", Map.of("maxUses", 1)).is(201);
        assertThat(new TestApi(waiting).get("/health/ready").text("/checks/postgres/status"))
                .isEqualTo("ok");
    }

    private static long generation() {
        return servers.standbyOwner()
                .withHandle(tx -> tx.createQuery("select generation from devices")
                        .mapTo(Long.class)
                        .one());
    }
}
