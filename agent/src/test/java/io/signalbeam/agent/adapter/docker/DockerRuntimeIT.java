package io.signalbeam.agent.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.dockerjava.api.DockerClient;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.runtime.ContainerRuntime;
import io.signalbeam.agent.runtime.ContainerState;
import io.signalbeam.agent.runtime.ManagedLabels;
import io.signalbeam.agent.runtime.Owner;
import io.signalbeam.agent.runtime.RegistryLogins;
import io.signalbeam.agent.runtime.RuntimeUnavailable;
import io.signalbeam.shared.bundle.ContainerSpec;
import io.signalbeam.shared.bundle.ContainerSpec.HealthCheckSpec;
import io.signalbeam.shared.bundle.ContainerSpec.LimitsSpec;
import io.signalbeam.shared.bundle.ContainerSpec.PortSpec;
import io.signalbeam.shared.bundle.ContainerSpec.RestartSpec;
import io.signalbeam.shared.bundle.ContainerSpec.VolumeSpec;
import io.signalbeam.shared.telemetry.LogLine;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerRuntimeIT extends SocketContract {
    private static RealEngine engine;
    private static DockerRuntime runtime;
    private static String image;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        engine = RealEngine.open(folder);
        runtime = new DockerRuntime(RealEngine.HOST);
        image = engine.publish("runtime-test:1");
    }

    @AfterAll
    static void close() throws Exception {
        if (engine != null) {
            runtime.close();
            engine.close();
        }
    }

    @Override
    protected ContainerRuntime runtime() {
        return runtime;
    }

    @Override
    protected String image() {
        return image;
    }

    @Override
    protected String missingImage() {
        return engine.reference("nothing:1");
    }

    @Override
    DockerClient client() {
        return engine.docker;
    }

    @Test
    void every_field_of_the_manifest_reaches_the_engine() throws Exception {
        runtime.pull(image);
        network();
        runtime.createNetwork(
                "sb-" + bundle + "-back",
                Map.of(ManagedLabels.MANAGED, "true", ManagedLabels.DEVICE, device, ManagedLabels.BUNDLE, bundle));
        var spec = new ContainerSpec(
                "full",
                image,
                List.of("/bin/busybox"),
                List.of("sleep", "60"),
                Map.of("COLOUR", "blue"),
                Map.of(),
                List.of(new PortSpec(8080, null, "tcp", "127.0.0.1"), new PortSpec(53, null, "udp", null)),
                List.of(
                        new VolumeSpec("sb-" + bundle + "-data", null, "/data", false),
                        new VolumeSpec(null, "/etc/hostname", "/host-name", true)),
                List.of(new ContainerSpec.HostDeviceSpec("/dev/null", "/dev/nothing", "rw")),
                List.of(),
                false,
                false,
                "1000:1000",
                new RestartSpec("on-failure", 4),
                new HealthCheckSpec(List.of("CMD", "/bin/busybox", "true"), 1, 2, 3, 0),
                new LimitsSpec(64L * 1024 * 1024, 0.5, 20),
                Map.of("team", "blue"),
                List.of(),
                7);
        var id = runtime.create(creation(spec, List.of("sb-" + bundle + "-back")));
        runtime.start(id);
        var seen = engine.docker.inspectContainerCmd(id).exec();
        var host = seen.getHostConfig();
        assertThat(seen.getConfig().getEntrypoint()).containsExactly("/bin/busybox");
        assertThat(seen.getConfig().getCmd()).containsExactly("sleep", "60");
        assertThat(seen.getConfig().getEnv()).contains("COLOUR=blue");
        assertThat(seen.getConfig().getUser()).isEqualTo("1000:1000");
        assertThat(seen.getConfig().getLabels()).containsEntry("team", "blue");
        assertThat(host.getMemory()).isEqualTo(64L * 1024 * 1024);
        assertThat(host.getCpuQuota()).isEqualTo(50_000);
        assertThat(host.getPidsLimit()).isEqualTo(20);
        assertThat(host.getRestartPolicy().getName()).isEqualTo("on-failure");
        assertThat(host.getRestartPolicy().getMaximumRetryCount()).isEqualTo(4);
        assertThat(host.getDevices()[0].getPathInContainer()).isEqualTo("/dev/nothing");
        assertThat(seen.getMounts())
                .extracting(mount -> mount.getDestination().getPath())
                .containsExactlyInAnyOrder("/data", "/host-name");
        assertThat(seen.getNetworkSettings().getNetworks()).containsOnlyKeys("sb-" + bundle, "sb-" + bundle + "-back");
        assertThat(seen.getNetworkSettings().getNetworks().get("sb-" + bundle).getAliases())
                .contains("full");
        assertThat(seen.getNetworkSettings().getPorts().getBindings()).hasSize(2);
        eventually(() -> "healthy".equals(only().health()));
        runtime.remove(id);
        assertThat(engine.docker.listVolumesCmd().exec().getVolumes())
                .as("named volumes stay")
                .anyMatch(volume -> volume.getName().equals("sb-" + bundle + "-data"));
        engine.docker.removeVolumeCmd("sb-" + bundle + "-data").exec();
    }

    @Test
    void tells_restarts_exit_codes_and_the_last_lines() throws Exception {
        runtime.pull(image);
        network();
        var id = runtime.create(creation(
                withCommand("crash", shell("for i in 1 2 3; do echo line $i; done; echo oh no >&2; exit 3")),
                List.of()));
        runtime.start(id);
        eventually(() -> only().restarts() >= 2);
        assertThat(only().exitCode()).isIn(0, 3);
        assertThat(runtime.lastLines(id, 4)).contains("oh no").hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void a_log_is_followed_line_by_line_and_once_more_from_where_it_was() throws Exception {
        runtime.pull(image);
        network();
        var before = Instant.now().minusSeconds(60);
        var id = runtime.create(creation(
                withCommand(
                        "talk", shell("echo one; echo two >&2; while [ ! -e /go ]; do sleep 0.1; done; echo three")),
                List.of()));
        var lines = new CopyOnWriteArrayList<LogLine>();
        try (var logs = new DockerLogs(RealEngine.HOST)) {
            runtime.start(id);
            var following = logs.follow(id, before, lines::add);
            eventually(() -> lines.size() == 2);
            assertThat(lines)
                    .extracting(line -> line.stream() + " " + line.text())
                    .containsExactlyInAnyOrder("stdout one", "stderr two");
            assertThat(following.hasEnded()).isFalse();
            following.close();

            var since = lines.getLast().at();
            lines.clear();
            runtime.stop(id, 0);
            following = logs.follow(id, since, lines::add);
            eventually(following::hasEnded);
            assertThat(lines).isEmpty();
        }
    }

    @Test
    void a_registry_that_is_away_is_a_passing_failure() throws Exception {
        var other = engine.publish("runtime-test:2");
        engine.stopRegistry();
        try {
            assertThatExceptionOfType(TransientFailure.class).isThrownBy(() -> runtime.pull(other));
        } finally {
            engine.restartRegistry();
        }
        runtime.pull(other);
        assertThat(runtime.imageId(other)).isPresent();
    }

    @Test
    void a_container_that_cannot_start_says_why() throws Exception {
        runtime.pull(image);
        network();
        var id = runtime.create(creation(withCommand("bad", List.of("/no/such/program")), List.of()));
        assertThatExceptionOfType(io.signalbeam.agent.fault.PermanentFailure.class)
                .isThrownBy(() -> runtime.start(id))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("start-failed"))
                .withMessageContaining("/no/such/program");
        assertThat(only().state()).isEqualTo(ContainerState.CREATED);
    }

    @Test
    void an_engine_that_goes_away_in_the_middle_of_a_call_is_asked_again_and_does_it_once(@TempDir Path folder)
            throws Exception {
        runtime.pull(image);
        try (var proxy = new EngineProxy(folder, Path.of(RealEngine.HOST.getPath()));
                var cut = new DockerRuntime(proxy.uri())) {
            proxy.cutAnswerOnce(line -> line.contains("/networks/create"));
            assertUnavailable(() -> network(cut));
            network(cut);
            var creation = creation(withCommand("app", shell("sleep 60")), List.of());
            proxy.cutAnswerOnce(line -> line.contains("/containers/create"));
            assertUnavailable(() -> cut.create(creation));
            var id = cut.create(creation);
            proxy.cutAnswerOnce(line -> line.contains("/start"));
            assertUnavailable(() -> cut.start(id));
            cut.start(id);
            assertThat(only().id()).isEqualTo(id);
            assertThat(only().state()).isEqualTo(ContainerState.RUNNING);
            proxy.cutAnswerOnce(line -> line.contains("/stop"));
            assertUnavailable(() -> cut.stop(id, 1));
            cut.stop(id, 1);
            // The client itself repeats what may be repeated.
            proxy.cutAnswerOnce(line -> line.startsWith("DELETE"));
            cut.remove(id);
            assertThat(exists(id)).isFalse();
        }
    }

    @Test
    void is_told_what_happens_and_looks_at_nothing_else(@TempDir Path folder) throws Exception {
        runtime.pull(image);
        network();
        var told = new AtomicInteger();
        try (var proxy = new EngineProxy(folder, Path.of(RealEngine.HOST.getPath()));
                var hearing = new DockerRuntime(proxy.uri(), 0, RegistryLogins.NONE, told::incrementAndGet)) {
            var one = runtime.create(creation(withCommand("one", shell("sleep 600")), List.of()));
            var other = runtime.create(creation(withCommand("other", shell("sleep 600")), List.of()));
            runtime.start(one);
            runtime.start(other);
            assertThat(looks(hearing, proxy, one, other)).isEqualTo(2);
            eventually(() -> looks(hearing, proxy, one, other) == 0);

            // Begun anew it is in the same state as before.
            var before = started(hearing, one);
            told.set(0);
            engine.docker.restartContainerCmd(one).withTimeout(0).exec();
            eventually(() -> told.get() > 0);
            eventually(() -> started(hearing, one).isAfter(before));
            assertThat(proxy.requests).noneMatch(line -> line.contains(other));

            // A line that is cut tells nothing: everything is looked at until there is another.
            eventually(() -> looks(hearing, proxy, one, other) == 0);
            proxy.recover();
            eventually(() -> looks(hearing, proxy, one, other) == 2);
            eventually(() -> looks(hearing, proxy, one, other) == 0);
        }
    }

    @Test
    void asks_again_of_what_is_no_container_when_something_has_happened(@TempDir Path folder) throws Exception {
        runtime.pull(image);
        network();
        var owner = Owner.of(device);
        try (var proxy = new EngineProxy(folder, Path.of(RealEngine.HOST.getPath()));
                var hearing = new DockerRuntime(proxy.uri(), 0, RegistryLogins.NONE, () -> {})) {
            eventually(() -> questions(hearing, proxy) == 0);
            assertThat(hearing.imageId(image)).isEqualTo(runtime.imageId(image));
            assertThat(hearing.networks(owner)).containsExactly("sb-" + bundle);
            assertThat(hearing.version()).isEqualTo(runtime.version());

            // By ourselves, which no news tell.
            hearing.createNetwork(
                    "sb-" + bundle + "-back", Map.of(ManagedLabels.MANAGED, "true", ManagedLabels.DEVICE, device));
            assertThat(hearing.networks(owner)).containsExactlyInAnyOrder("sb-" + bundle, "sb-" + bundle + "-back");
            eventually(() -> questions(hearing, proxy) == 0);

            // By somebody else, to a container.
            var id = runtime.create(creation("web"));
            asksAll(hearing, proxy);
            eventually(() -> questions(hearing, proxy) == 0);
            runtime.remove(id);
            asksAll(hearing, proxy);

            // To the engine, of which the end of its news tells.
            eventually(() -> questions(hearing, proxy) == 0);
            proxy.recover();
            asksAll(hearing, proxy);
        }
    }

    /** In one round, or in two when the news comes in the middle of the first. */
    private void asksAll(ContainerRuntime hearing, EngineProxy proxy) throws InterruptedException {
        var asked = new AtomicLong();
        eventually(() -> asked.addAndGet(questions(hearing, proxy)) >= 3);
    }

    /** How many kinds of things a round asks for beside the list of containers; it forgets what was asked before. */
    private long questions(ContainerRuntime hearing, EngineProxy proxy) {
        proxy.requests.clear();
        hearing.containers();
        hearing.version();
        hearing.imageId(image);
        hearing.networks(Owner.of(device));
        return Stream.of("/version", "/images/", "/networks")
                .filter(kind -> proxy.requests.stream().anyMatch(line -> line.contains(kind)))
                .count();
    }

    private static Instant started(ContainerRuntime seen, String id) {
        return seen.containers().stream()
                .filter(container -> container.id().equals(id))
                .map(container -> Objects.requireNonNull(container.startedAt()))
                .findAny()
                .orElseThrow();
    }

    /** How many of these a round asks for one by one; it forgets what was asked before. */
    private static long looks(ContainerRuntime runtime, EngineProxy proxy, String... ids) {
        proxy.requests.clear();
        runtime.containers();
        return Arrays.stream(ids)
                .filter(id -> proxy.requests.stream().anyMatch(line -> line.contains(id)))
                .count();
    }

    @Test
    void a_pull_whose_registry_says_nothing_is_given_up_in_time_and_the_engine_is_well() throws Exception {
        try (var registry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var impatient = new DockerRuntime(
                        RealEngine.HOST,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(2),
                        new PullRoom(0),
                        RegistryLogins.NONE)) {
            var reference = "127.0.0.1:" + registry.getLocalPort() + "/app:1";
            assertThatExceptionOfType(TransientFailure.class)
                    .isThrownBy(() -> impatient.pull(reference))
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo("pull-failed"))
                    .withMessage("cannot pull " + reference + ": nothing was told of it for 2 s");
            assertThat(impatient.version()).startsWith("docker ");
        }
    }

    private static void assertUnavailable(ThrowingCallable call) {
        assertThatExceptionOfType(RuntimeUnavailable.class).isThrownBy(call);
    }

    @Test
    void an_engine_that_is_not_there_is_unavailable() {
        try (var nothing = new DockerRuntime(URI.create("unix:///nonexistent/docker.sock"))) {
            assertThatExceptionOfType(RuntimeUnavailable.class).isThrownBy(nothing::containers);
            assertThatExceptionOfType(RuntimeUnavailable.class).isThrownBy(() -> nothing.pull(image));
        }
    }

    private static void eventually(BooleanSupplier condition) throws InterruptedException {
        var deadline = Instant.now().plus(Duration.ofSeconds(60));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("in time").isBefore(deadline);
            Thread.sleep(100);
        }
    }
}
