package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.local.app.Ports;
import io.signalbeam.local.fleet.CloudClient;
import io.signalbeam.local.node.NodeServices;
import io.signalbeam.local.openid.LocalOpenId;
import io.signalbeam.local.openid.Person;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The region is lost, with all that is in it: a second one, which has had a replica of the database, copies of the secrets and
 * of the blobs, and nothing else, takes over behind the address that devices and people know. Twins, hubs and leases are new.
 */
class RegionLossE2E {
    private static final String TENANT = "acme";
    private static final String NAME = "till-1";
    private static final String SECRET = "secret-" + UUID.randomUUID();
    /** What the second region raises generations by. */
    private static final int RAISE = 1_000;

    @TempDir
    Path folder;

    private final int base = Ports.freeBlock();
    private LocalOpenId openId;
    private Registry registry;
    private Engine engine;
    private CloudProcess west;
    private StreamingReplica replica;
    private TestCloud north;
    private Forwarder door;
    private AgentProcess agent;
    private DeviceId till;
    private Api admin;
    private String app;

    @BeforeEach
    void start() throws Exception {
        registry = Registry.start(folder.resolve("registry"), false);
        engine = Engine.connect(registry.address());
        app = engine.push("app", "1");
        openId = LocalOpenId.start(
                NodeServices.installed(TestCloud.ROOT.resolve("local/services")),
                folder.resolve("openid"),
                new LocalOpenId.Settings(
                        0,
                        Person.readAll(TestCloud.ROOT.resolve("local/services/people.json")),
                        List.of(URI.create("http://127.0.0.1:1/")),
                        true));
        west = new CloudProcess(folder.resolve("west"), everywhere());
        door = new Forwarder(west.api());
    }

    @AfterEach
    void stop() throws Exception {
        for (var part : Arrays.asList(agent, door, north, replica, west, openId)) {
            if (part != null) {
                part.close();
            }
        }
        if (engine != null && till != null) {
            engine.removeAll(List.of(till.toString()));
        }
        if (engine != null) {
            engine.close();
        }
        registry.close();
    }

    @Test
    void the_second_region_takes_over_and_devices_come_along() throws Exception {
        admin = firstAdmin();
        admin.put("/secrets/db-password", Map.of("value", SECRET)).ok();
        for (var version : List.of("1.0.0", "2.0.0", "3.0.0")) {
            publish(version);
        }
        agent = runAgent();
        till = Eventually.get(() -> admin.device(NAME));
        var asleep = admin.enroll(admin.enrollmentToken(Map.of()), "asleep");
        var group = groupOf(till, DeviceId.parse(asleep.path("deviceId").asText()));
        admin.assignToGroup(group, "shop", "1.0.0");
        runs("1.0.0");
        standBy();
        var rollout = admin.rollOut("shop", "2.0.0", group, Map.of());
        runs("2.0.0");
        Eventually.check(() -> assertThat(statuses(rollout)).containsEntry("Succeeded", 1));
        replica.catchUp(west);

        replica.cutOff();
        // What nobody but the device hears of.
        admin.post("/rollouts/" + rollout + "/cancel", null).ok();
        admin.assign(till, "shop", "3.0.0");
        runs("3.0.0");
        long lost = generation("observedGeneration");
        west.kill();

        replica.promote();
        long promoted = System.nanoTime();
        var moment = replica.ask("select clock_timestamp()");
        north.close();
        startNorth(Map.of());
        door.leadTo(north.api());

        Eventually.check(() -> assertThat(generation("observedGeneration")).isGreaterThan(lost + RAISE / 2));
        tell("polled and reported what the second region says", promoted);
        runs("2.0.0");
        assertThat(statuses(rollout)).containsEntry("Succeeded", 1).doesNotContainKeys("Failed", "Superseded");
        var other = Api.device(door.uri(), asleep.path("deviceKey").asText())
                .get("/agent/desired-state")
                .ok();
        assertThat(other.path("generation").asInt()).isGreaterThan(RAISE);
        assertThat(other.at("/bundles/0/version").asText()).isEqualTo("2.0.0");

        Eventually.check(() -> assertThat(ingested()).isPositive());
        tell("first events over its hubs", promoted);
        Eventually.check(() -> assertThat(rowsSince(moment)).isPositive());
        secretComesFromHere();

        admin.assign(till, "shop", "1.0.0");
        runs("1.0.0");
        Eventually.check(() ->
                assertThat(replica.ask("select count(*) from audit_unsealed")).isEqualTo("0"));
        assertThat(admin.get("/audit/verify").ok().path("sound").asBoolean()).isTrue();
    }

    /** Of both regions; whoever signs people in is in none of them. */
    private Map<String, String> everywhere() {
        return Map.of(
                "SIGNALBEAM_OIDC_ISSUERS",
                Json.write(List.of(Map.of(
                        "issuer",
                        openId.issuer().toString(),
                        "audience",
                        LocalOpenId.AUDIENCE,
                        "tenantClaim",
                        "tenant",
                        "rolesClaim",
                        "roles"))),
                "SIGNALBEAM_PLATFORM_ADMINS",
                openId.issuer() + "#pat",
                "SIGNALBEAM_HEARTBEAT_SECONDS",
                "2",
                "SIGNALBEAM_RECONCILE_SECONDS",
                "1");
    }

    private Api firstAdmin() throws Exception {
        Api.person(door.uri(), openId.token("pat"))
                .post(
                        "/tenants",
                        Map.of(
                                "name",
                                TENANT,
                                "issuer",
                                openId.issuer().toString(),
                                "claimValue",
                                TENANT,
                                "admin",
                                Map.of("subject", "ann")))
                .ok();
        return Api.person(door.uri(), openId.token("ann", Duration.ofHours(1), Map.of("tenant", TENANT)));
    }

    private void publish(String version) throws Exception {
        admin.post(
                        "/bundles/shop/versions",
                        Map.of(
                                "bundleId",
                                "shop",
                                "version",
                                version,
                                "containers",
                                List.of(Map.of(
                                        "name",
                                        "app",
                                        "image",
                                        app,
                                        "command",
                                        List.of("sh", "-c", "echo " + version + "; while true; do sleep 1; done"),
                                        "secrets",
                                        Map.of("DB_PASSWORD", "db-password"),
                                        "stopGraceSeconds",
                                        1))))
                .ok();
    }

    private String groupOf(DeviceId... members) throws Exception {
        var group =
                admin.post("/groups", Map.of("name", "shops")).ok().path("id").asText();
        admin.post(
                        "/groups/" + group + "/members",
                        Map.of(
                                "deviceIds",
                                Arrays.stream(members).map(DeviceId::toString).toList()))
                .ok();
        return group;
    }

    private AgentProcess runAgent() throws Exception {
        return AgentProcess.run(
                TestCloud.ROOT, folder.resolve("agent"), door.uri(), admin.enrollmentToken(Map.of()), NAME);
    }

    /** The second region, as it is while the first one works. */
    private void standBy() throws Exception {
        // One sign-in of the platform's, one authority and one directory of identities for both.
        copy(west.folder.resolve("secrets"), folder.resolve("north/secrets"));
        replica = new StreamingReplica(west, folder.resolve("north-postgres"));
        var idle = new HashMap<String, String>();
        for (var function : triggers()) {
            if (!function.equals("copy-secrets")) {
                idle.put("AzureWebJobs." + function + ".Disabled", "true");
            }
        }
        startNorth(idle);
        Eventually.check(() -> {
            var ready = Api.nobody(north.api()).get("/health/ready");
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.body().at("/checks/postgres/status").asText()).isEqualTo("standby");
        });
        assertThat(Api.device(north.api(), "sbd_any")
                        .get("/agent/desired-state")
                        .status())
                .isEqualTo(503);
        new CloudClient(north.api())
                .send("POST", "/admin/functions/copy-secrets", Map.of(), null)
                .ok();
        replicateBlobs();
    }

    private void startNorth(Map<String, String> more) throws Exception {
        var settings = new HashMap<>(everywhere());
        settings.put("PostgresUrl", replica.url(west.setting("PostgresUrl")));
        settings.put("PostgresServiceUrl", replica.url(west.setting("PostgresServiceUrl")));
        settings.put("SIGNALBEAM_PRIMARY_VAULT", west.setting("KeyVaultUri"));
        settings.put("SIGNALBEAM_TELEMETRY_HUB", "device-telemetry-north");
        settings.put("SIGNALBEAM_REPORTS_HUB", "device-reports-north");
        settings.putAll(more);
        north = TestCloud.at(folder.resolve("north"), base, settings);
    }

    private static List<String> triggers() throws IOException {
        return Json.lenient()
                .readValue(
                        TestCloud.ROOT.resolve("functions/triggers.json").toFile(),
                        new TypeReference<List<String>>() {});
    }

    /** As the platform does it, but for what each host keeps for itself. */
    private void replicateBlobs() throws IOException {
        var from = blobs(west.setting("BlobConnection"));
        var to = blobs(Json.lenient()
                .readTree(north.folder().resolve("local.settings.json").toFile())
                .at("/Values/BlobConnection")
                .asText());
        for (var container : from.listBlobContainers()) {
            if (!container.getName().startsWith("azure-webjobs")) {
                var source = from.getBlobContainerClient(container.getName());
                var target = to.createBlobContainerIfNotExists(container.getName());
                for (var blob : source.listBlobs()) {
                    target.getBlobClient(blob.getName())
                            .upload(source.getBlobClient(blob.getName()).downloadContent(), true);
                }
            }
        }
    }

    private static BlobServiceClient blobs(String connection) {
        return new BlobServiceClientBuilder().connectionString(connection).buildClient();
    }

    private void runs(String version) throws Exception {
        Eventually.check(() -> assertThat(admin.stateOf(till, "shop", version)).isEqualTo("Running"));
    }

    private long generation(String which) throws Exception {
        return admin.get("/devices/" + till).ok().path(which).asLong();
    }

    /** How many devices of the rollout have which status. */
    private Map<String, Integer> statuses(String rollout) throws Exception {
        var statuses = new HashMap<String, Integer>();
        for (JsonNode one : admin.get("/rollouts/" + rollout + "/devices").ok().path("items")) {
            statuses.merge(one.path("status").asText(), 1, Integer::sum);
        }
        return statuses;
    }

    private long ingested() throws Exception {
        for (JsonNode one : new CloudClient(north.api())
                .send("GET", "/admin/functions", Map.of(), null)
                .ok()) {
            if (one.path("name").asText().equals("ingest-telemetry")) {
                return one.path("invocations").asLong();
            }
        }
        throw new AssertionError("no ingest-telemetry");
    }

    private long rowsSince(String moment) throws Exception {
        return Long.parseLong(replica.ask("select count(*) from device_metrics where device_id = '" + till
                + "' and received_at > '" + moment + "'"));
    }

    /** An agent that has just begun has no value in memory, and a container that is gone is made with it. */
    private void secretComesFromHere() throws Exception {
        agent.close();
        engine.remove(engine.running(till.toString(), "app"));
        agent = runAgent();
        Eventually.check(() -> {
            var made = engine.running(till.toString(), "app");
            assertThat(engine.docker
                            .inspectContainerCmd(made.getId())
                            .exec()
                            .getConfig()
                            .getEnv())
                    .contains("DB_PASSWORD=" + SECRET);
        });
    }

    private static void tell(String what, long since) {
        System.out.printf("RegionLossE2E: %s %.1f s after the promotion%n", what, (System.nanoTime() - since) / 1e9);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var all = Files.walk(from)) {
            for (var one : all.toList()) {
                var target = to.resolve(from.relativize(one).toString());
                Files.createDirectories(target.getParent());
                Files.copy(one, target, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
