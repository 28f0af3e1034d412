package io.signalbeam.functions.adapter.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.nimbusds.jose.JOSEException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.signalbeam.functions.bundles.ManifestStore;
import io.signalbeam.functions.bundles.MemoryManifestStore;
import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.ServedApi;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the action runs, against the app and an issuer that answers as GitHub's runner does. */
class DeployActionIT {
    private static final Path ACTION = Path.of("..", ".github", "actions", "deploy-bundle");
    private static final String RUNNER = "a-runner's-own-token";

    @TempDir
    Path folder;

    private TestIssuer issuer;
    private HttpServer runner;
    private TestCloud cloud;
    private ServedApi api;
    private TestApi admin;
    private String group;
    private String trust;

    @BeforeEach
    void open() throws Exception {
        issuer = new TestIssuer();
        runner = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        runner.createContext("/token", this::giveToken);
        runner.start();
        cloud = new TestCloud(
                Map.of("SIGNALBEAM_CI_ISSUERS", issuer.url(), "SIGNALBEAM_CI_AUDIENCE", Workflow.AUDIENCE));
        cloud.app.with(ManifestStore.class, new MemoryManifestStore());
        api = new ServedApi(cloud.anyone());
        var tenant = cloud.tenant("acme");
        admin = cloud.person("acme", "Admin");
        group = admin.post("/groups", Map.of("name", "shops")).is(201).text("/id");
        var device = new FleetRows(cloud.database, tenant).device("d1");
        admin.post("/groups/" + group + "/members", Map.of("deviceIds", List.of(device)))
                .is(200);
        trust = admin.post(
                        "/deploy-trusts",
                        Map.of(
                                "name", "deploy",
                                "repository", "octo/app",
                                "ref", "refs/heads/main",
                                "bundles", List.of("app"),
                                "groups", List.of(group)))
                .is(201)
                .text("/id");
    }

    @AfterEach
    void close() {
        api.close();
        cloud.close();
        runner.stop(0);
        issuer.close();
    }

    @Test
    void publishes_a_version_and_rolls_it_out() throws Exception {
        var ran = deploy(manifest("1.0.0"), Map.of());
        assertThat(ran.code()).as(ran.text()).isZero();
        assertThat(api.seen())
                .containsExactly(
                        "POST /token 200",
                        "POST /bundles/app/versions 201",
                        "POST /rollouts/preview 200",
                        "POST /rollouts 201");
        assertThat(Files.readString(folder.resolve("summary")))
                .startsWith("### app 1.0.0\n\nTo group " + group
                        + ":\n\n- 1 devices, of which 0 run the version already\n");
        var rollout = admin.get("/rollouts").is(200);
        assertThat(rollout.text("/items/0/createdBy")).isEqualTo("pipeline deploy (octo/app)");
        assertThat(rollout.text("/items/0/target/groupId")).isEqualTo(group);
        assertThat(Files.readString(folder.resolve("output")))
                .isEqualTo("version=1.0.0\nrollouts=" + rollout.text("/items/0/id") + "\n");
        // Masked before anything could print it, and printed nowhere else.
        var token = ran.text().replaceAll("(?s).*::add-mask::(sbc_\\S+).*", "$1");
        assertThat(token).startsWith("sbc_");
        assertThat(ran.text().split(token, -1)).hasSize(2);
    }

    @Test
    void makes_no_second_rollout_when_the_same_attempt_runs_again() throws Exception {
        assertThat(deploy(manifest("1.0.0"), Map.of()).code()).isZero();
        var again = deploy(manifest("1.0.0"), Map.of());
        assertThat(again.code()).as(again.text()).isZero();
        assertThat(admin.get("/rollouts").body().path("items")).hasSize(1);
        assertThat(api.seen()).contains("POST /bundles/app/versions 200");
    }

    @Test
    void publishes_a_compose_file_without_a_rollout() throws Exception {
        var compose = Files.writeString(
                folder.resolve("compose.yaml"), "services:\n  web:\n    image: ghcr.io/octo/web:2.0.0\n");
        var ran = deploy(compose, Map.of("SIGNALBEAM_VERSION", "2.0.0", "SIGNALBEAM_GROUPS", ""));
        assertThat(ran.code()).as(ran.text()).isZero();
        assertThat(admin.get("/bundles/app/versions/2.0.0").is(200).text("/version"))
                .isEqualTo("2.0.0");
        assertThat(admin.get("/rollouts").body().path("items")).isEmpty();
    }

    @Test
    void ships_the_example_in_its_waves_after_a_preview() throws Exception {
        var example = Path.of("..", "docs", "examples", "ship-a-bundle");
        var settings = Map.of(
                "SIGNALBEAM_VERSION",
                "1.4.0",
                "SIGNALBEAM_ROLLOUT",
                example.resolve("rollout.json").toString());
        var preview = new HashMap<>(settings);
        preview.put("SIGNALBEAM_PREVIEW_ONLY", "true");
        var looked = deploy(example.resolve("compose.yaml"), preview);
        assertThat(looked.code()).as(looked.text()).isZero();
        assertThat(looked.text()).contains("- 1 devices, of which 0 run the version already");
        assertThat(admin.get("/rollouts").body().path("items")).isEmpty();

        var ran = deploy(example.resolve("compose.yaml"), settings);

        assertThat(ran.code()).as(ran.text()).isZero();
        var rollout = admin.get("/rollouts/" + admin.get("/rollouts").text("/items/0/id"));
        assertThat(rollout.texts("waves", "name")).containsExactly("canaries", "a tenth", "the rest");
        assertThat(rollout.text("/errorThreshold/action")).isEqualTo("RollBack");
    }

    @Test
    void says_what_is_wrong_with_a_strategy() throws Exception {
        var strategy = Files.writeString(folder.resolve("rollout.json"), "{\"waves\": [{\"percentage\": 0}]}");
        var ran = deploy(manifest("1.0.0"), Map.of("SIGNALBEAM_ROLLOUT", strategy.toString()));
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.text()).contains("waves[0].percentage");
        assertThat(deploy(manifest("1.0.0"), Map.of("SIGNALBEAM_ROLLOUT", "none.json"))
                        .text())
                .contains("there is no file none.json");
    }

    @Test
    void says_why_it_was_refused() throws Exception {
        var other = deploy(manifest("1.0.0"), Map.of("SIGNALBEAM_BUNDLE", "shop"));
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.text()).contains("answered 403").contains("does not reach the bundle shop");
        admin.delete("/deploy-trusts/" + trust).is(204);
        var untrusted = deploy(manifest("1.0.0"), Map.of());
        assertThat(untrusted.code()).isEqualTo(1);
        assertThat(untrusted.text()).contains("no such deploy trust");
        assertThat(deploy(folder.resolve("none.json"), Map.of()).text()).contains("there is no file");
    }

    @Test
    void waits_for_the_rollout_and_fails_with_it() throws Exception {
        assertThat(deploy(manifest("1.0.0"), Map.of()).code()).isZero();
        var rollout = admin.get("/rollouts").text("/items/0/id");
        admin.post("/rollouts/" + rollout + "/cancel", "").is(200);
        var ran = deploy(manifest("1.0.0"), Map.of("SIGNALBEAM_WAIT_SECONDS", "60"));
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.text()).contains("Cancelled by ann@acme.test");
        assertThat(Files.readString(folder.resolve("summary")))
                .contains("Rollout " + rollout + ": Cancelled")
                .contains("Cancelled by ann@acme.test");
    }

    private record Ran(int code, String text) {}

    private Ran deploy(Path manifest, Map<String, String> more) throws IOException, InterruptedException {
        var settings = new HashMap<>(Map.of(
                "PATH",
                System.getenv("PATH"),
                "SIGNALBEAM_API",
                api.url(),
                "SIGNALBEAM_TRUST",
                trust,
                "SIGNALBEAM_AUDIENCE",
                Workflow.AUDIENCE,
                "SIGNALBEAM_BUNDLE",
                "app",
                "SIGNALBEAM_MANIFEST",
                manifest.toString(),
                "SIGNALBEAM_GROUPS",
                group,
                "SIGNALBEAM_WAIT_SECONDS",
                "0"));
        settings.putAll(Map.of(
                "GITHUB_ACTION_PATH",
                ACTION.toAbsolutePath().toString(),
                "GITHUB_RUN_ID",
                "1658821493",
                "GITHUB_OUTPUT",
                folder.resolve("output").toString(),
                "GITHUB_STEP_SUMMARY",
                folder.resolve("summary").toString(),
                "ACTIONS_ID_TOKEN_REQUEST_URL",
                "http://127.0.0.1:" + runner.getAddress().getPort() + "/token?api-version=2.0",
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
                RUNNER));
        settings.putAll(more);
        var log = folder.resolve("log");
        var step =
                new YAMLMapper().readTree(ACTION.resolve("action.yml").toFile()).at("/runs/steps/0");
        step.path("env").fieldNames().forEachRemaining(name -> settings.putIfAbsent(name, ""));
        var builder = new ProcessBuilder("bash", "-c", step.path("run").asText())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().putAll(settings);
        var process = builder.start();
        process.getOutputStream().close();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Ran(process.exitValue(), Files.readString(log));
    }

    private Path manifest(String version) throws IOException {
        return Files.writeString(
                folder.resolve("manifest.json"),
                Json.write(Map.of(
                        "bundleId",
                        "app",
                        "version",
                        version,
                        "containers",
                        List.of(Map.of("name", "web", "image", "ghcr.io/octo/web:" + version)))));
    }

    /** As GitHub's runner: for whoever knows its own token, a token for the audience that is asked for. */
    private void giveToken(HttpExchange exchange) throws IOException {
        try (exchange) {
            var asked = exchange.getRequestURI().getQuery();
            boolean known =
                    ("Bearer " + RUNNER).equals(exchange.getRequestHeaders().getFirst("authorization"));
            if (!known || !asked.equals("api-version=2.0&audience=" + Workflow.AUDIENCE)) {
                exchange.sendResponseHeaders(403, -1);
                return;
            }
            var answer = Json.write(Map.of("value", Workflow.token(issuer))).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (JOSEException e) {
            throw new IOException(e);
        }
    }
}
