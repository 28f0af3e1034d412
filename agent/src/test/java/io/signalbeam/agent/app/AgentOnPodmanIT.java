package io.signalbeam.agent.app;

import static io.signalbeam.agent.reconcile.Wanted.bundle;
import static io.signalbeam.agent.reconcile.Wanted.container;
import static io.signalbeam.agent.reconcile.Wanted.sleeper;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.agent.adapter.docker.OwnPodman;
import io.signalbeam.agent.adapter.docker.RealEngine;
import io.signalbeam.agent.cloud.FakeCloud;
import io.signalbeam.agent.cloud.ServerClock;
import io.signalbeam.agent.runtime.ManagedLabels;
import io.signalbeam.shared.bundle.ContainerSpec;
import io.signalbeam.shared.report.DeviceReport.BundleState;
import io.signalbeam.shared.report.DeviceReport.BundleStatus;
import io.signalbeam.shared.validation.Validated;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole agent on Podman's socket: what {@link AgentIT} has of Docker, as far as the engines do it each in its own way. */
class AgentOnPodmanIT {
    private static RealEngine registry;
    private static OwnPodman podman;
    private static String app1;
    private static String app2;

    @TempDir
    private Path folder;

    private FakeCloud cloud;
    private Agent agent;

    @BeforeAll
    static void open(@TempDir Path folder, @TempDir Path podmanFolder) throws Exception {
        podman = OwnPodman.start(podmanFolder);
        registry = RealEngine.open(folder);
        app1 = registry.publish("podman-agent:1");
        app2 = registry.publish("podman-agent:2");
    }

    @AfterAll
    static void close() throws Exception {
        if (podman != null) {
            podman.close();
        }
        if (registry != null) {
            registry.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        cloud = new FakeCloud();
        cloud.keepLeases();
        var environment = Map.of(
                "SIGNALBEAM_AGENT_SERVER",
                cloud.uri().toString(),
                "SIGNALBEAM_AGENT_STATE_DIR",
                folder.resolve("state").toString(),
                "SIGNALBEAM_AGENT_DOCKER_HOST",
                podman.host().toString(),
                "SIGNALBEAM_AGENT_DRIFT_SECONDS",
                "1",
                "SIGNALBEAM_AGENT_QUIET_SECONDS",
                "1",
                "SIGNALBEAM_AGENT_BACKOFF_MAX_SECONDS",
                "2");
        var config = ((Validated.Valid<AgentConfig>)
                        AgentConfigReader.read(null, environment, Map.of("token", FakeCloud.TOKEN)))
                .value();
        var clock = new ServerClock(Clock.systemUTC());
        agent = new Agent(config, Joiner.join(config, clock, FakeCloud.TOKEN), clock);
        agent.start();
    }

    @AfterEach
    void end() {
        agent.close();
        cloud.close();
        podman.podman("rm", "--all", "--force", "--time", "0");
        podman.podman("network", "prune", "--force");
    }

    @Test
    void runs_updates_repairs_and_removes_a_bundle() throws Exception {
        podman.podman(
                "run", "--detach", "--tls-verify=false", "--name", "foreign", app1, "/bin/busybox", "sleep", "600");
        cloud.desire(bundle("shop", "1.0.0", sleeper("keeps", app1), sleeper("changes", app1)));
        cloud.eventually(() -> cloud.hasReported(BundleState.Running, "1.0.0"));
        var keeps = idOf("keeps");
        assertThat(podman.podman("exec", "sb-shop-changes", "/bin/busybox", "ping", "-c", "1", "-W", "5", "keeps"))
                .as("containers of a bundle find each other by name")
                .anyMatch(line -> line.contains("1 packets received"));

        cloud.desire(bundle("shop", "2.0.0", sleeper("keeps", app1), sleeper("changes", app2)));
        cloud.eventually(() -> cloud.hasReported(BundleState.Running, "2.0.0"));
        assertThat(idOf("keeps")).as("only what changed").isEqualTo(keeps);
        assertThat(podman.podman("inspect", "--format", "{{.ImageName}}", "sb-shop-changes"))
                .containsExactly(app2);

        podman.podman("kill", "sb-shop-keeps");
        podman.podman("rm", "--force", "sb-shop-changes");
        cloud.eventually(() -> running().equals(List.of("sb-shop-changes", "sb-shop-keeps")));
        assertThat(idOf("keeps")).as("started again").isEqualTo(keeps);

        cloud.desire();
        cloud.eventually(() -> running().isEmpty() && !networks().contains("sb-shop"));
        assertThat(podman.podman("inspect", "--format", "{{.State.Status}}", "foreign"))
                .containsExactly("running");
    }

    @Test
    void a_version_that_crashes_is_given_up_with_its_last_words_and_the_last_good_one_put_back() throws Exception {
        cloud.desire(bundle("shop", "1.0.0", sleeper("app", app1)));
        cloud.eventually(() -> cloud.hasReported(BundleState.Running, "1.0.0"));
        cloud.desire(bundle(
                "shop",
                "2.0.0",
                container("app", app1)
                        .command("/bin/busybox", "sh", "-c", "echo broken by design; exit 3")
                        .spec()));
        cloud.eventually(() -> cloud.hasReported(BundleState.Failed, "2.0.0"));
        assertThat(last().error().code()).isEqualTo("crash-loop");
        assertThat(last().error().message()).contains("broken by design");
        cloud.eventually(() -> running().equals(List.of("sb-shop-app"))
                && podman.podman("inspect", "--format", "{{.Config.Cmd}}", "sb-shop-app")
                        .toString()
                        .contains("sleep"));
    }

    @Test
    void a_version_counts_when_its_health_check_says_so_and_is_given_up_when_it_does_not() throws Exception {
        cloud.desire(bundle("shop", "1.0.0", checked("true")));
        cloud.eventually(() -> check() && cloud.hasReported(BundleState.Running, "1.0.0"));
        cloud.desire(bundle("shop", "2.0.0", checked("false")));
        cloud.eventually(() -> check() && cloud.hasReported(BundleState.Failed, "2.0.0"));
        assertThat(last().error().code()).isEqualTo("unhealthy");
    }

    private static ContainerSpec checked(String command) {
        return container("app", app1)
                .command("/bin/busybox", "sleep", "600")
                .healthCheck("CMD", "/bin/busybox", command)
                .spec();
    }

    /** What a timer of systemd does, which a machine of tests may not have. */
    private static boolean check() {
        podman.podman("healthcheck", "run", "sb-shop-app");
        return true;
    }

    private BundleStatus last() {
        return cloud.reports.getLast().bundles().getFirst();
    }

    private static String idOf(String container) {
        var ids = podman.podman(
                "ps",
                "--all",
                "--quiet",
                "--no-trunc",
                "--filter",
                "label=" + ManagedLabels.CONTAINER + "=" + container);
        assertThat(ids).hasSize(1);
        return ids.getFirst();
    }

    private static List<String> running() {
        return podman
                .podman("ps", "--format", "{{.Names}}", "--filter", "label=" + ManagedLabels.MANAGED + "=true")
                .stream()
                .sorted()
                .toList();
    }

    private static List<String> networks() {
        return podman.podman("network", "ls", "--format", "{{.Name}}");
    }
}
