package io.signalbeam.agent.app;

import static io.signalbeam.agent.reconcile.Wanted.bundle;
import static io.signalbeam.agent.reconcile.Wanted.container;
import static io.signalbeam.agent.reconcile.Wanted.showing;
import static io.signalbeam.agent.reconcile.Wanted.sleeper;
import static io.signalbeam.agent.reconcile.Wanted.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Container;
import io.signalbeam.agent.adapter.docker.DockerRuntime;
import io.signalbeam.agent.adapter.docker.EngineProxy;
import io.signalbeam.agent.adapter.docker.RealEngine;
import io.signalbeam.agent.cloud.FakeCloud;
import io.signalbeam.agent.cloud.ServerClock;
import io.signalbeam.agent.runtime.ManagedLabels;
import io.signalbeam.shared.command.CommandStatus;
import io.signalbeam.shared.desired.DesiredCommand;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.report.DeviceReport.BundleState;
import io.signalbeam.shared.validation.Validated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole agent on a real engine and a real registry; the API over real HTTP. Event Hubs is away, which costs each report
 * its time-out in one test, and is known from the lack of a lease in the others.
 */
class AgentIT {
    private final String id = "it" + UUID.randomUUID().toString().substring(0, 8);

    @TempDir
    private Path folder;

    private RealEngine engine;
    private FakeCloud cloud;
    private AgentConfig config;
    private Agent agent;

    @BeforeEach
    void open() throws Exception {
        engine = RealEngine.open(folder);
        cloud = new FakeCloud();
        cloud.keepLeases();
        config = config(Map.of());
    }

    private AgentConfig config(Map<String, String> more) {
        var environment = new HashMap<>(Map.of(
                "SIGNALBEAM_AGENT_SERVER", cloud.uri().toString(),
                "SIGNALBEAM_AGENT_STATE_DIR", folder.resolve("state").toString(),
                "SIGNALBEAM_AGENT_DRIFT_SECONDS", "1",
                "SIGNALBEAM_AGENT_QUIET_SECONDS", "1",
                "SIGNALBEAM_AGENT_BACKOFF_MAX_SECONDS", "60"));
        environment.putAll(more);
        return ((Validated.Valid<AgentConfig>)
                        AgentConfigReader.read(null, environment, Map.of("token", FakeCloud.TOKEN)))
                .value();
    }

    @AfterEach
    void close() throws Exception {
        if (agent != null) {
            agent.close();
        }
        if (engine != null) {
            engine.removeBundle(id);
            cloud.close();
            engine.close();
        }
    }

    @Test
    void runs_updates_repairs_and_removes_a_bundle() throws Exception {
        cloud.giveLeases();
        var app1 = engine.publish(id + ":1");
        var app2 = engine.publish(id + ":2");
        var foreign = engine.docker
                .createContainerCmd(pulled(app1))
                .withName(id + "-foreign")
                .withCmd("/bin/busybox", "sleep", "600")
                .exec()
                .getId();
        try {
            start();
            cloud.desire(bundle(id, "1.0.0", sleeper("keeps", app1), sleeper("changes", app1)));
            cloud.eventually(() -> cloud.hasReported(BundleState.Running, "1.0.0"));
            var keeps = only("keeps").getId();

            cloud.desire(bundle(id, "2.0.0", sleeper("keeps", app1), sleeper("changes", app2)));
            cloud.eventually(() -> cloud.hasReported(BundleState.Running, "2.0.0"));
            assertThat(only("keeps").getId()).as("only what changed").isEqualTo(keeps);
            assertThat(only("changes").getImage()).isEqualTo(app2);

            engine.docker.killContainerCmd(keeps).exec();
            engine.docker
                    .removeContainerCmd(only("changes").getId())
                    .withForce(true)
                    .exec();
            cloud.eventually(() ->
                    mine().stream().filter(c -> c.getState().equals("running")).count() == 2);

            cloud.desire();
            cloud.eventually(() -> mine().isEmpty());
            assertThat(engine.docker.inspectContainerCmd(foreign).exec().getId())
                    .isEqualTo(foreign);
            cloud.eventually(() -> cloud.heartbeats.size() > 2);
            assertThat(cloud.heartbeats.get(1).metrics().memoryTotalBytes()).isPositive();
            assertThat(cloud.heartbeats).extracting(h -> h.eventId()).doesNotHaveDuplicates();
            assertThat(cloud.reports).extracting(r -> r.sequence()).isSorted().doesNotHaveDuplicates();
        } finally {
            engine.docker.removeContainerCmd(foreign).withForce(true).exec();
        }
    }

    @Test
    void containers_read_their_artifacts_and_get_the_next_ones_with_the_next_version() throws Exception {
        var app = engine.publish(id + ":1");
        var reader = container("app", app)
                .command(
                        "/bin/busybox",
                        "sh",
                        "-c",
                        "/bin/busybox cat /models/a.txt; /bin/busybox touch /models/b 2>&1;"
                                + " trap 'exit 0' TERM; while :; do sleep 0.2; done")
                .spec();
        start();
        cloud.desire(showing(bundle(id, "1.0.0", reader), cloud.artifact("a.txt", "the first\n", "/models")));
        cloud.eventually(() -> cloud.hasReported(BundleState.Running, "1.0.0"));
        var before = only("app").getId();
        assertThat(log(before)).contains("the first").contains("Read-only file system");

        cloud.desire(showing(bundle(id, "2.0.0", reader), cloud.artifact("a.txt", "the second\n", "/models")));
        cloud.eventually(() -> cloud.hasReported(BundleState.Running, "2.0.0"));
        assertThat(only("app").getId()).isNotEqualTo(before);
        assertThat(log(only("app").getId())).contains("the second");

        cloud.desire();
        cloud.eventually(() -> mine().isEmpty() && isEmpty(folder.resolve("state/artifacts/folders")));
        assertThat(isEmpty(folder.resolve("state/artifacts/files"))).isTrue();
    }

    private static boolean isEmpty(Path folder) {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String log(String container) {
        try (var runtime = new DockerRuntime(RealEngine.HOST)) {
            return String.join("\n", runtime.lastLines(container, 20));
        }
    }

    @Test
    void does_what_it_is_told_to_once_and_answers() throws Exception {
        var app = engine.publish(id + ":1");
        start();
        cloud.desire(bundle(
                id,
                "1.0.0",
                container("app", app)
                        .command(
                                "/bin/busybox",
                                "sh",
                                "-c",
                                "echo begun; trap 'exit 0' TERM; while :; do sleep 0.2; done")
                        .spec()));
        cloud.eventually(() -> cloud.hasReported(BundleState.Running, "1.0.0"));
        var container = only("app").getId();
        var before = startedAt(container);

        var restart = command("RestartContainer", "app");
        var logs = command("FetchLogs", "app");
        var diagnostics = command("Diagnostics", null);
        var reboot = command("Reboot", null);
        cloud.command(restart, logs, diagnostics, reboot);
        cloud.eventually(() -> cloud.said(reboot.id()) == CommandStatus.Failed);

        assertThat(startedAt(container)).isNotEqualTo(before);
        assertThat(cloud.said(restart.id())).isEqualTo(CommandStatus.Succeeded);
        assertThat(cloud.outputs.get(logs.id())).isEqualTo("begun\nbegun\n");
        assertThat(cloud.outputs.get(diagnostics.id())).contains("== Host", "MemTotal", "-- " + id + "/app");

        var once = startedAt(container);
        agent.close();
        cloud.reports.clear();
        agent = new Agent(config, Joiner.enrollment(config).identity().orElseThrow(), clock());
        agent.start();
        cloud.eventually(() -> cloud.said(reboot.id()) == CommandStatus.Failed);
        assertThat(startedAt(container)).as("nothing is done again").isEqualTo(once);
    }

    private DesiredCommand command(String kind, String container) {
        return new DesiredCommand(
                UuidV7.random().toString(),
                kind,
                Instant.now(),
                Instant.now().plus(Duration.ofHours(1)),
                container == null ? null : id,
                container,
                null);
    }

    private String startedAt(String container) {
        return engine.docker.inspectContainerCmd(container).exec().getState().getStartedAt();
    }

    @Test
    void pulls_from_a_private_registry_with_the_login_that_the_cloud_seals_for_it() throws Exception {
        engine.close();
        engine = RealEngine.openPrivate(folder);
        var app = engine.publish(id + ":1");
        var login = "registry/" + app.substring(0, app.indexOf('/'));
        start();
        cloud.desire(bundle(id, "1.0.0", sleeper("app", app)));
        cloud.eventually(() -> cloud.hasReported(BundleState.Failed, "1.0.0"));

        cloud.secret(login, RealEngine.LOGIN.text());
        cloud.desire(with(bundle(id, "1.0.0", sleeper("app", app)), login, "1"));
        cloud.eventually(() -> cloud.hasReported(BundleState.Running, "1.0.0"));
        try (var files = Files.walk(folder.resolve("state"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readAllBytes(file))
                        .as(file.toString())
                        .asString(java.nio.charset.StandardCharsets.ISO_8859_1)
                        .doesNotContain(RealEngine.LOGIN.password());
            }
        }
    }

    @Test
    void a_version_that_crashes_is_given_up_and_the_last_good_one_put_back() throws Exception {
        var app = engine.publish(id + ":1");
        start();
        cloud.desire(bundle(id, "1.0.0", sleeper("app", app)));
        cloud.eventually(() -> cloud.hasReported(BundleState.Running, "1.0.0"));
        cloud.desire(bundle(
                id,
                "2.0.0",
                container("app", app)
                        .command("/bin/busybox", "sh", "-c", "echo broken by design; exit 3")
                        .spec()));
        cloud.eventually(() -> cloud.hasReported(BundleState.Failed, "2.0.0"));
        var error = cloud.reports.get(cloud.reports.size() - 1).bundles().get(0).error();
        assertThat(error.code()).isEqualTo("crash-loop");
        assertThat(error.message()).contains("broken by design");
        cloud.eventually(() -> {
            var mine = mine();
            return mine.size() == 1
                    && mine.get(0).getState().equals("running")
                    && mine.get(0).getCommand().contains("sleep");
        });
    }

    @Test
    void containers_are_kept_right_while_the_api_is_away_and_after_a_restart() throws Exception {
        var app = engine.publish(id + ":1");
        start();
        cloud.desire(bundle(id, "1.0.0", sleeper("app", app)));
        cloud.eventually(() -> cloud.hasReported(BundleState.Running, "1.0.0"));
        cloud.stop();
        agent.close();
        engine.docker.removeContainerCmd(only("app").getId()).withForce(true).exec();
        agent = new Agent(config, Joiner.enrollment(config).identity().orElseThrow(), clock());
        agent.start();
        cloud.eventually(() -> {
            var mine = mine();
            return mine.size() == 1 && mine.get(0).getState().equals("running");
        });
        long last = cloud.reports.get(cloud.reports.size() - 1).sequence();
        cloud.start();
        cloud.eventually(() -> cloud.reports.get(cloud.reports.size() - 1).sequence() > last);
        cloud.eventually(() -> cloud.hasReported(BundleState.Running, "1.0.0"));
    }

    @Test
    void a_device_that_lost_its_state_but_for_its_identity_is_heard_at_once() throws Exception {
        var app = engine.publish(id + ":1");
        start();
        cloud.desire(bundle(id, "1.0.0", sleeper("app", app)));
        cloud.eventually(() -> cloud.hasReported(BundleState.Running, "1.0.0"));
        agent.close();
        long last = cloud.reports.getLast().sequence();
        try (var files = Files.list(folder.resolve("state"))) {
            for (var file : files.toList()) {
                if (!file.getFileName().toString().startsWith("identity.json")) {
                    deleteAll(file);
                }
            }
        }
        var container = only("app").getId();
        cloud.reports.clear();
        agent = new Agent(config, Joiner.enrollment(config).identity().orElseThrow(), clock());
        agent.start();
        cloud.eventually(() -> cloud.hasReported(BundleState.Running, "1.0.0"));
        assertThat(cloud.reports.getFirst().sequence()).isGreaterThan(last);
        assertThat(only("app").getId()).as("what runs is not touched").isEqualTo(container);
    }

    @Test
    void a_machine_that_lost_everything_takes_over_what_ran_when_it_enrols_anew_and_another_agent_does_not()
            throws Exception {
        var app = engine.publish(id + ":1");
        start();
        cloud.desire(bundle(id, "1.0.0", sleeper("stays", app), sleeper("goes", app)));
        cloud.eventually(() -> cloud.hasReported(BundleState.Running, "1.0.0"));
        var earlier = only("stays").getLabels().get(ManagedLabels.DEVICE);
        agent.close();
        deleteAll(folder.resolve("state"));
        cloud.reports.clear();

        start();
        cloud.desire(bundle(id, "2.0.0", sleeper("stays", app)));
        cloud.eventually(() -> cloud.hasReported(BundleState.Running, "2.0.0"));
        assertThat(mine()).hasSize(1);
        var anew = only("stays");
        assertThat(anew.getLabels().get(ManagedLabels.DEVICE)).isNotEqualTo(earlier);

        agent.close();
        cloud.reports.clear();
        config = config(
                Map.of("SIGNALBEAM_AGENT_STATE_DIR", folder.resolve("elsewhere").toString()));
        start();
        cloud.eventually(() -> cloud.hasReported(BundleState.Failed, "2.0.0"));
        assertThat(cloud.reports.getLast().bundles().get(0).error().message())
                .contains("is there that this agent has not made");
        assertThat(mine()).extracting(Container::getId).containsExactly(anew.getId());
    }

    @Test
    void an_engine_that_goes_away_in_the_middle_of_a_start_gets_every_container_once() throws Exception {
        var app = engine.publish(id + ":1");
        try (var proxy = new EngineProxy(folder, Path.of(RealEngine.HOST.getPath()))) {
            config = config(Map.of("SIGNALBEAM_AGENT_DOCKER_HOST", proxy.uri().toString()));
            proxy.cutAnswerOnce(line -> line.contains("/containers/create"));
            start();
            cloud.desire(bundle(id, "1.0.0", sleeper("app", app)));
            cloud.eventually(() -> proxy.requests.stream()
                    .anyMatch(line -> line.contains("/containers/create") && line.contains("app")));
            proxy.cutAnswerOnce(line -> line.endsWith("/start HTTP/1.1"));
            cloud.eventually(() -> cloud.hasReported(BundleState.Running, "1.0.0"));
            assertThat(mine()).hasSize(1);
            assertThat(proxy.requests.stream().filter(line -> line.contains("/containers/create")))
                    .as("what was made and not told is found")
                    .hasSize(1);
        }
    }

    private void start() throws InterruptedException {
        var clock = clock();
        agent = new Agent(config, Joiner.join(config, clock, FakeCloud.TOKEN), clock);
        agent.start();
    }

    private static void deleteAll(Path file) throws IOException {
        try (var files = Files.walk(file)) {
            for (var each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static ServerClock clock() {
        return new ServerClock(Clock.systemUTC());
    }

    private String pulled(String image) throws InterruptedException {
        engine.docker.pullImageCmd(image).start().awaitCompletion();
        return image;
    }

    private List<Container> mine() {
        return engine.containersOf(id);
    }

    private Container only(String name) {
        return mine().stream()
                .filter(container -> name.equals(container.getLabels().get(ManagedLabels.CONTAINER)))
                .findFirst()
                .orElseThrow();
    }
}
