package io.signalbeam.agent.app;

import static io.signalbeam.agent.reconcile.Wanted.bundle;
import static io.signalbeam.agent.reconcile.Wanted.container;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.agent.adapter.docker.OwnEngine;
import io.signalbeam.agent.cloud.FakeCloud;
import io.signalbeam.agent.cloud.ServerClock;
import io.signalbeam.shared.bundle.ContainerSpec;
import io.signalbeam.shared.report.DeviceReport.BundleState;
import io.signalbeam.shared.report.DeviceReport.BundleStatus;
import io.signalbeam.shared.validation.Validated;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole agent with a Docker daemon that is killed under it, at rest and in the middle of an update. */
class EngineKilledIT {
    @TempDir
    private Path folder;

    private FakeCloud cloud;

    @Test
    void an_update_ends_where_it_should_though_the_daemon_is_killed_in_its_middle() throws Exception {
        try (var engine = OwnEngine.start(folder.resolve("engine"));
                var fake = new FakeCloud()) {
            cloud = fake;
            cloud.keepLeases();
            engine.importImage("app:1");
            engine.importImage("app:2");
            try (var agent = agent(engine)) {
                agent.start();
                cloud.desire(bundle("shop", "1.0.0", sleeper("app:1", 0)));
                eventually(() -> reported("1.0.0", BundleState.Running));

                engine.kill();
                eventually(() -> last().map(BundleStatus::error)
                        .filter(error -> error.code().equals("runtime-unavailable"))
                        .isPresent());
                engine.start();
                eventually(() -> reported("1.0.0", BundleState.Running));

                // It stops for a while: the daemon is killed between the old container and the new one.
                cloud.desire(bundle("shop", "2.0.0", sleeper("app:1", 5), sleeper("app:2", 0)));
                eventually(() -> reported("2.0.0", BundleState.Updating));
                engine.kill();
                engine.start();
                eventually(() -> reported("2.0.0", BundleState.Running));
            }
            assertThat(containers(engine))
                    .containsExactlyInAnyOrder("sb-shop-app1 app:1 running", "sb-shop-app2 app:2 running");
        }
    }

    private Agent agent(OwnEngine engine) throws InterruptedException {
        var config = ((Validated.Valid<AgentConfig>) AgentConfigReader.read(
                        null,
                        Map.of(
                                "SIGNALBEAM_AGENT_SERVER",
                                cloud.uri().toString(),
                                "SIGNALBEAM_AGENT_STATE_DIR",
                                folder.resolve("state").toString(),
                                "SIGNALBEAM_AGENT_DOCKER_HOST",
                                engine.host().toString(),
                                "SIGNALBEAM_AGENT_DRIFT_SECONDS",
                                "1",
                                "SIGNALBEAM_AGENT_QUIET_SECONDS",
                                "1",
                                "SIGNALBEAM_AGENT_BACKOFF_MAX_SECONDS",
                                "2"),
                        Map.of("token", FakeCloud.TOKEN)))
                .value();
        var clock = new ServerClock(Clock.systemUTC());
        return new Agent(config, Joiner.join(config, clock, FakeCloud.TOKEN), clock);
    }

    /** @param deafSeconds how long it takes to end */
    private static ContainerSpec sleeper(String image, int deafSeconds) {
        return container("app" + image.charAt(image.length() - 1), image)
                .command(
                        "/bin/busybox",
                        "sh",
                        "-c",
                        "trap '/bin/busybox sleep " + deafSeconds
                                + "; exit 0' TERM; while :; do /bin/busybox sleep 0.2; done")
                .spec();
    }

    private boolean reported(String version, BundleState state) {
        return last().filter(bundle -> bundle.version().equals(version) && bundle.state() == state)
                .isPresent();
    }

    private Optional<BundleStatus> last() {
        return cloud.reports.isEmpty()
                ? Optional.empty()
                : cloud.reports.getLast().bundles().stream().findFirst();
    }

    private static List<String> containers(OwnEngine engine) {
        try {
            return engine.docker("ps", "--all", "--format", "{{.Names}} {{.Image}} {{.State}}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void eventually(BooleanSupplier condition) throws InterruptedException {
        var deadline = Instant.now().plus(Duration.ofMinutes(2));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now())
                    .as(() -> "in time; last report " + (cloud.reports.isEmpty() ? "none" : cloud.reports.getLast()))
                    .isBefore(deadline);
            Thread.sleep(100);
        }
    }
}
