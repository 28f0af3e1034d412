package io.signalbeam.agent.app;

import static io.signalbeam.agent.reconcile.Wanted.bundle;
import static io.signalbeam.agent.reconcile.Wanted.container;
import static io.signalbeam.agent.reconcile.Wanted.showing;
import static io.signalbeam.agent.reconcile.Wanted.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Container;
import io.signalbeam.agent.adapter.docker.RealEngine;
import io.signalbeam.agent.cloud.FakeCloud;
import io.signalbeam.agent.reconcile.Step;
import io.signalbeam.agent.runtime.ManagedLabels;
import io.signalbeam.agent.update.AgentPackages;
import io.signalbeam.shared.bundle.AgentSpec;
import io.signalbeam.shared.bundle.ContainerSpec;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.report.DeviceReport.BundleState;
import io.signalbeam.shared.report.DeviceReport.BundleStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An agent that is killed before and after each kind of step, one after another in the course of one life of a device,
 * on a real engine: each time the next process ends up where the one before was going.
 */
class KilledAtEveryStepIT {
    private final String id = "kill" + UUID.randomUUID().toString().substring(0, 8);
    private final Set<String> killedAt = new TreeSet<>();
    private final ConcurrentLinkedQueue<String> said = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path folder;

    private RealEngine engine;
    private FakeCloud cloud;
    private Process agent;

    @BeforeEach
    void open() throws Exception {
        engine = RealEngine.open(folder);
        cloud = new FakeCloud();
        cloud.secret("password", "s3cret");
    }

    @AfterEach
    void close() throws Exception {
        if (agent != null) {
            agent.destroyForcibly().waitFor();
        }
        if (engine != null) {
            for (var container : mine()) {
                engine.docker
                        .removeContainerCmd(container.getId())
                        .withForce(true)
                        .exec();
            }
            networks()
                    .forEach(network -> engine.docker.removeNetworkCmd(network).exec());
            if (volumeIsThere()) {
                engine.docker.removeVolumeCmd(volume()).exec();
            }
            cloud.close();
            engine.close();
        }
    }

    @Test
    void converges_after_a_kill_before_and_after_every_kind_of_step() throws Exception {
        var moving = engine.publish(id + ":latest").replace(":latest", "");
        var other = engine.publish(id + ":2");
        Files.writeString(folder.resolve("agent.yaml"), "policy: {agentUpdates: true}\n");
        start();

        cloud.desire(agent());
        until(
                () -> status("7.0.0")
                        .filter(s -> s.state() == BundleState.Running)
                        .isPresent(),
                "the other agent runs");
        assertThat(Files.readSymbolicLink(versions().resolve("current")).toString())
                .startsWith("9.0.0-");

        cloud.desire(version("1.0.0", moving, "sleep"));
        reach("1.0.0", BundleState.Running);
        assertThat(only("app").getImage()).isEqualTo(moving);
        var kept = only("kept").getId();

        cloud.desire(version("2.0.0", other, "sleep"));
        reach("2.0.0", BundleState.Running);
        assertThat(only("app").getImage()).isEqualTo(other);

        engine.docker.stopContainerCmd(only("app").getId()).withTimeout(1).exec();
        until(() -> only("app").getState().equals("running"), "the stopped container runs");

        cloud.desire(version("3.0.0", moving, "crash"));
        reach("3.0.0", BundleState.Failed);
        assertThat(status("3.0.0").orElseThrow().error().message()).contains("broken by design");
        until(() -> runs("app", other), "the version before is back");
        assertThat(only("kept").getId()).as("what never changed").isEqualTo(kept);
        assertThat(mine()).hasSize(2);

        cloud.desire();
        until(() -> mine().isEmpty() && networks().isEmpty(), "nothing of the bundle is left");
        until(
                () -> killedAt.containsAll(Set.of("after Forget", "after RemoveNetwork", "after RemoveImage")),
                "the last steps are taken");
        assertThat(volumeIsThere()).as("named volumes stay").isTrue();
        until(() -> images().isEmpty(), "no image of it is left");

        assertThat(killedAt).containsExactlyInAnyOrderElementsOf(everyPlace());
        assertThat(cloud.devices()).isEqualTo(1);
    }

    /** A step that comes to be and is not part of the life above is missing in what happened. */
    private static Set<String> everyPlace() {
        return Arrays.stream(Step.class.getPermittedSubclasses())
                .flatMap(kind -> Stream.of("before " + kind.getSimpleName(), "after " + kind.getSimpleName()))
                .collect(Collectors.toSet());
    }

    private DesiredBundle version(String version, String image, String does) {
        return showing(
                with(
                        bundle(
                                id,
                                version,
                                app(image, does),
                                container("kept", engine.reference(id + ":2"))
                                        .command(sleeper())
                                        .spec()),
                        "password",
                        "1"),
                cloud.artifact("model.bin", "the same in all versions", "/models"));
    }

    /** Only by name: what runs under it is this test's own. */
    private DesiredBundle agent() throws Exception {
        var archive = AgentPackages.stub(folder, "9.0.0", "exit 0");
        return cloud.agentBundle(
                "7.0.0",
                new AgentSpec("9.0.0", List.of(cloud.agentPackage(Facts.of(null).arch(), archive))));
    }

    private Path versions() {
        return folder.resolve("state/versions");
    }

    /** As the launcher chooses. */
    private String chosen() throws IOException {
        for (var link : List.of("trial", "current")) {
            if (Files.isSymbolicLink(versions().resolve(link))) {
                return Files.readSymbolicLink(versions().resolve(link)).toString();
            }
        }
        return "";
    }

    private static ContainerSpec app(String image, String does) {
        var crash = new String[] {"/bin/busybox", "sh", "-c", "echo broken by design; exit 3"};
        return container("app", image)
                .command(does.equals("crash") ? crash : sleeper())
                .secret("PASSWORD", "password")
                .volume("data", "/data")
                .spec();
    }

    private static String[] sleeper() {
        return new String[] {"/bin/busybox", "sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.2; done"};
    }

    private void reach(String version, BundleState state) throws Exception {
        until(() -> status(version).filter(s -> s.state() == state).isPresent(), version + " is " + state);
        assertThat(mine()).as("each container once").hasSize(2);
    }

    /** Kills the agent wherever it stands, and starts it again, until something is so. */
    private void until(BooleanSupplier condition, String what) throws Exception {
        var deadline = Instant.now().plus(Duration.ofMinutes(4));
        while (true) {
            var place = said.poll();
            if (place != null) {
                assertThat(killedAt.add(place)).as("stands at %s once", place).isTrue();
                assertThat(agent.destroyForcibly().waitFor()).isEqualTo(128 + 9);
                start();
            } else if (condition.getAsBoolean()) {
                return;
            } else if (!agent.isAlive()) {
                assertThat(agent.exitValue()).as("ends for another one").isZero();
                start();
            } else {
                assertThat(Instant.now()).as("%s; killed at %s", what, killedAt).isBefore(deadline);
                Thread.sleep(50);
            }
        }
    }

    private void start() throws IOException {
        var command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                HaltingAgent.class.getName()),
                        killedAt.stream())
                .toList();
        var builder = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("agent.log").toFile()));
        builder.environment()
                .putAll(Map.of(
                        HaltingAgent.CONFIG,
                        folder.resolve("agent.yaml").toString(),
                        "SIGNALBEAM_AGENT_VERSIONS",
                        versions().toString(),
                        "SIGNALBEAM_AGENT_VERSION",
                        chosen(),
                        "SIGNALBEAM_AGENT_SERVER",
                        cloud.uri().toString(),
                        "SIGNALBEAM_AGENT_TOKEN",
                        FakeCloud.TOKEN,
                        "SIGNALBEAM_AGENT_STATE_DIR",
                        folder.resolve("state").toString(),
                        "SIGNALBEAM_AGENT_DOCKER_HOST",
                        RealEngine.HOST.toString(),
                        "SIGNALBEAM_AGENT_DRIFT_SECONDS",
                        "1",
                        "SIGNALBEAM_AGENT_QUIET_SECONDS",
                        "1",
                        "SIGNALBEAM_AGENT_BACKOFF_MAX_SECONDS",
                        "5"));
        agent = builder.start();
        var out = agent.inputReader();
        Thread.ofVirtual().start(() -> listen(out));
    }

    private void listen(BufferedReader out) {
        try (out) {
            out.lines()
                    .filter(line -> line.startsWith(HaltingAgent.STANDS))
                    .forEach(line -> said.add(line.substring(HaltingAgent.STANDS.length())));
        } catch (IOException | UncheckedIOException e) {
            // It was killed; what it said before is here.
            assertThat(e).isNotNull();
        }
    }

    private Optional<BundleStatus> status(String version) {
        return new StatusFile(folder.resolve("state"))
                .read().stream()
                        .flatMap(status -> status.bundles().stream())
                        .filter(bundle -> bundle.version().equals(version))
                        .findFirst();
    }

    private List<Container> mine() {
        return engine.docker
                .listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(Map.of(ManagedLabels.BUNDLE, id))
                .exec();
    }

    private Container only(String name) {
        return mine().stream()
                .filter(container -> name.equals(container.getLabels().get(ManagedLabels.CONTAINER)))
                .findFirst()
                .orElseThrow();
    }

    private boolean runs(String name, String image) {
        return mine().stream()
                .anyMatch(container -> name.equals(container.getLabels().get(ManagedLabels.CONTAINER))
                        && container.getImage().equals(image)
                        && container.getState().equals("running"));
    }

    private List<String> networks() {
        return engine.docker.listNetworksCmd().withNameFilter("sb-" + id).exec().stream()
                .map(network -> network.getId())
                .toList();
    }

    private List<String> images() {
        return engine.docker.listImagesCmd().exec().stream()
                .flatMap(image -> Arrays.stream(image.getRepoTags() == null ? new String[0] : image.getRepoTags()))
                .filter(tag -> tag.startsWith(engine.reference(id)))
                .toList();
    }

    private String volume() {
        return "sb-" + id + "-data";
    }

    private boolean volumeIsThere() {
        return engine.docker.listVolumesCmd().exec().getVolumes().stream()
                .anyMatch(volume -> volume.getName().equals(volume()));
    }
}
