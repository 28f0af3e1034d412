package io.signalbeam.functions.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.functions.adapter.blob.BlobExportStore;
import io.signalbeam.functions.adapter.blob.BlobTenantBlobs;
import io.signalbeam.functions.bundles.ManifestStore;
import io.signalbeam.functions.bundles.MemoryManifestStore;
import io.signalbeam.functions.exports.ExportStore;
import io.signalbeam.functions.exports.ExportTenants;
import io.signalbeam.functions.exports.TenantBlobs;
import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.ServedApi;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestAzurite;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineIT {
    private static final Path PROGRAM = Path.of("..", "cli", "signalbeam.mjs");

    @TempDir
    Path folder;

    private TestCloud cloud;
    private ServedApi api;
    private TestApi admin;
    private FleetRows fleet;
    private DeviceId device;
    private String token;

    @BeforeEach
    void open() throws IOException {
        cloud = new TestCloud();
        cloud.app.with(ManifestStore.class, new MemoryManifestStore());
        api = new ServedApi(cloud.anyone());
        fleet = new FleetRows(cloud.database, cloud.tenant("acme"));
        device = fleet.device("till-1", Map.of("site", "oslo"));
        admin = cloud.person("acme", "Admin");
        token = admin.post("/access-tokens", Map.of("name", "shell", "expiresInDays", 1, "role", "Operator"))
                .is(201)
                .text("/token");
    }

    @AfterEach
    void close() {
        api.close();
        cloud.close();
    }

    @Test
    void keeps_a_login_for_its_owner_alone_until_it_is_forgotten() throws Exception {
        assertThat(run("", "whoami").text()).contains("which API?");

        var in = run(token + "\n", "login", "--api", api.url());

        assertThat(in.code()).as(in.text()).isZero();
        assertThat(in.text()).contains("acme").contains("Operator").doesNotContain(token);
        var session = folder.resolve("config/signalbeam/session.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(session)))
                .isEqualTo("rw-------");
        assertThat(run("", "whoami").text()).contains("AccessToken");
        assertThat(run("", "whoami", "--api", "http://127.0.0.1:9/api").text()).contains("sent nowhere else");
        assertThat(run("", "logout").text()).isEqualTo("Logged out.\n");
        assertThat(session).doesNotExist();
    }

    @Test
    void takes_no_wrong_token_and_sends_none_in_the_clear() throws Exception {
        var wrong = run("sbp_wrong\n", "login", "--api", api.url());
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.text()).contains("answered 401");
        assertThat(run(token + "\n", "login", "--api", "http://fleet.example.com/api")
                        .text())
                .contains("over https alone");
    }

    @Test
    void lists_shows_explains_and_labels_devices() throws Exception {
        login();
        fleet.device("till-2", Map.of("site", "berlin"));

        assertThat(run("", "devices", "list", "--selector", "site=oslo").text())
                .contains("till-1")
                .contains("site=oslo")
                .doesNotContain("till-2");
        assertThat(json("devices", "list").findValuesAsText("name")).contains("till-1", "till-2");
        assertThat(run("", "devices", "show", "till-1").text()).contains(device.toString());
        assertThat(run("", "devices", "explain", "till-1").text()).startsWith("1. ");
        assertThat(run("", "devices", "label", "till-1", "ring=canary", "site-").text())
                .isEqualTo("till-1: ring=canary\n");
        assertThat(admin.get("/devices/" + device).body().path("labels"))
                .isEqualTo(Json.lenient().readTree("{\"ring\": \"canary\"}"));
        var nobody = run("", "devices", "show", "till-9");
        assertThat(nobody.code()).isEqualTo(1);
        assertThat(nobody.text()).contains("there is no device named till-9");
    }

    @Test
    void reads_more_than_one_page() throws Exception {
        login();
        for (int i = 0; i < 205; i++) {
            fleet.device("d" + i);
        }
        assertThat(json("devices", "list")).hasSize(206);
        assertThat(json("devices", "list", "--limit", "3")).hasSize(3);
    }

    @Test
    void has_a_device_do_something() throws Exception {
        login();
        var command = json("devices", "run", "till-1", "Refresh", "--wait", "0");
        assertThat(command.path("status").asText()).isEqualTo("Pending");
        assertThat(admin.get("/devices/" + device + "/commands").text("/items/0/id"))
                .isEqualTo(command.path("id").asText());
        assertThat(run("", "devices", "run", "till-1", "Dance").text()).contains("kind");
    }

    @Test
    void ships_a_bundle_and_steers_its_rollout() throws Exception {
        login();
        admin.post("/groups", Map.of("name", "shops", "selector", "site=oslo")).is(201);
        var file = Files.writeString(
                folder.resolve("compose.yaml"), "services:\n  web:\n    image: ghcr.io/octo/web:2.0.0\n");

        var ran = run("", "deploy", "shop", file.toString(), "--version", "2.0.0", "--group", "shops", "--wait", "0");

        assertThat(ran.code()).as(ran.text()).isZero();
        assertThat(ran.text()).contains("Published shop 2.0.0").contains("- 1 devices, of which 0 run");
        var rollout = json("rollouts", "list").at("/0/id").asText();
        assertThat(run("", "rollouts", "show", rollout).text()).contains("shop 2.0.0");
        assertThat(run("", "rollouts", "pause", rollout).text()).startsWith("Paused");
        var waited = run("", "rollouts", "wait", rollout);
        assertThat(waited.code()).isEqualTo(1);
        assertThat(waited.text()).contains("rollout " + rollout + ": Paused");
        assertThat(run("", "rollouts", "cancel", rollout).text()).startsWith("Cancelled");
        assertThat(run("", "bundles", "show", "shop").text()).contains("2.0.0");
        assertThat(run("", "bundles", "show", "shop", "2.0.0").text()).contains("ghcr.io/octo/web:2.0.0");
        assertThat(run("", "bundles", "list").text()).contains("shop");
        assertThat(run("", "groups", "list").text()).contains("site=oslo");
    }

    @Test
    void names_the_fields_that_are_wrong() throws Exception {
        login();
        var file = Files.writeString(folder.resolve("bad.json"), "{\"bundleId\": \"shop\", \"version\": \"1\"}");
        var ran = run("", "bundles", "publish", "shop", file.toString());
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.text()).contains("answered 400").contains("containers").contains("version");
    }

    @Test
    void tells_how_it_is_used() throws Exception {
        assertThat(run("", "help").text()).contains("rollouts wait ROLLOUT");
        assertThat(run("", "help", "logs").text()).contains("--since DURATION");
        assertThat(run("", "devices", "show").code()).isEqualTo(2);
        assertThat(run("", "devices", "list", "--colour").code()).isEqualTo(2);
        assertThat(run("", "dance").code()).isEqualTo(2);
    }

    @Test
    void takes_everything_along_checks_it_and_goes_on_with_what_is_there() throws Exception {
        try (var azurite = TestAzurite.start();
                var timer = Executors.newSingleThreadScheduledExecutor()) {
            cloud.app
                    .with(ExportStore.class, new BlobExportStore(azurite.blobs(), cloud.clock))
                    .with(TenantBlobs.class, new BlobTenantBlobs(azurite.blobs()));
            var unused = timer.scheduleWithFixedDelay(
                    () -> cloud.app.get(ExportTenants.class).run(), 2, 1, TimeUnit.SECONDS);
            var all = admin.post("/access-tokens", Map.of("name", "all", "expiresInDays", 1, "role", "Admin"))
                    .is(201)
                    .text("/token");
            assertThat(run(all + "\n", "login", "--api", api.url()).code()).isZero();
            var taken = folder.resolve("taken");

            var first = run("", "export", "--to", taken.toString());
            assertThat(first.code()).as(first.text()).isZero();
            assertThat(first.text()).contains("Pending").contains("Completed").contains("every hash is right");
            var devices = taken.resolve("tables/devices.ndjson.gz");
            assertThat(taken.resolve("manifest.json")).exists();
            assertThat(new String(
                            new GZIPInputStream(Files.newInputStream(devices)).readAllBytes(), StandardCharsets.UTF_8))
                    .contains("till-1");

            assertThat(run("", "export", "--to", taken.toString()).text()).contains("0 were fetched now");
            var bytes = Files.readAllBytes(devices);
            // Cut off, and damaged: one is gone on with, the other fetched anew.
            Files.delete(devices);
            Files.write(taken.resolve("tables/devices.ndjson.gz.part"), Arrays.copyOf(bytes, 20));
            var groups = Files.readAllBytes(taken.resolve("tables/groups.ndjson.gz"));
            Files.write(taken.resolve("tables/groups.ndjson.gz"), new byte[groups.length]);
            var again = json("export", "--to", taken.toString());
            assertThat(again.path("fetched").asInt()).isEqualTo(2);
            assertThat(devices).hasBinaryContent(bytes);
            assertThat(taken.resolve("tables/groups.ndjson.gz")).hasBinaryContent(groups);
            // What is wrong from its first byte on can be gone on with only in vain.
            Files.delete(devices);
            Files.write(taken.resolve("tables/devices.ndjson.gz.part"), new byte[20]);
            assertThat(run("", "export", "--to", taken.toString()).text()).contains("1 were fetched now");
            assertThat(devices).hasBinaryContent(bytes);

            admin.post("/tenant/exports", null).is(202);
            timer.shutdown();
            cloud.app.get(ExportTenants.class).run();
            cloud.app.get(ExportTenants.class).run();
            var gone = run("", "export", "--to", taken.toString());
            assertThat(gone.code()).isEqualTo(1);
            assertThat(gone.text()).contains("is Expired").contains("--to");
        }
    }

    private void login() throws Exception {
        assertThat(run(token + "\n", "login", "--api", api.url()).code()).isZero();
    }

    private JsonNode json(String... arguments) throws Exception {
        var all = new ArrayList<>(List.of(arguments));
        all.add("--json");
        var ran = run("", all.toArray(String[]::new));
        assertThat(ran.code()).as(ran.text()).isZero();
        return Json.lenient().readTree(ran.out());
    }

    private record Ran(int code, String out, String err) {
        String text() {
            return out + err;
        }
    }

    private Ran run(String typed, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("node", PROGRAM.toString()));
        command.addAll(List.of(arguments));
        var out = folder.resolve("out");
        var err = folder.resolve("err");
        var builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH", System.getenv("PATH"),
                        "XDG_CONFIG_HOME", folder.resolve("config").toString(),
                        "SIGNALBEAM_POLL_SECONDS", "1"));
        var process = builder.start();
        try (var in = process.getOutputStream()) {
            in.write(typed.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
