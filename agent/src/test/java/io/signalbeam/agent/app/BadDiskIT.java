package io.signalbeam.agent.app;

import static io.signalbeam.agent.reconcile.Wanted.bundle;
import static io.signalbeam.agent.reconcile.Wanted.sleeper;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Container;
import io.signalbeam.agent.adapter.docker.RealEngine;
import io.signalbeam.agent.cloud.FakeCloud;
import io.signalbeam.agent.cloud.ServerClock;
import io.signalbeam.agent.journal.SmallDisk;
import io.signalbeam.shared.report.DeviceReport.BundleState;
import io.signalbeam.shared.validation.Validated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole agent on a real engine, with a disk that is full to its last block, or has damaged what it kept. */
class BadDiskIT {
    private final String id = "disk" + UUID.randomUUID().toString().substring(0, 8);

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
    void an_agent_on_a_full_disk_updates_reports_and_knows_after_a_restart_what_it_runs() throws Exception {
        var app1 = engine.publish(id + ":1");
        var app2 = engine.publish(id + ":2");
        try (var disk = SmallDisk.mount(folder, 16)) {
            configure(disk.folder().resolve("state"));
            enrolAndStart();
            cloud.desire(bundle(id, "1.0.0", sleeper("app", app1)));
            cloud.eventually(() -> cloud.hasReported(BundleState.Running, "1.0.0"));
            // The reserve is taken on the way.
            cloud.eventually(() -> Files.exists(state().resolve("reserve")));
            disk.fill();

            cloud.desire(bundle(id, "2.0.0", sleeper("app", app2)));
            cloud.eventually(() -> cloud.hasReported(BundleState.Running, "2.0.0"));
            int heard = cloud.heartbeats.size();
            cloud.eventually(() -> cloud.heartbeats.size() > heard + 2);

            agent.close();
            cloud.stop();
            var container = mine().getFirst().getId();
            start();
            cloud.eventually(() -> status("2.0.0"));
            assertThat(mine()).extracting(Container::getId).containsExactly(container);

            cloud.start();
            int later = cloud.heartbeats.size();
            cloud.eventually(() -> cloud.heartbeats.size() > later + 2);
            disk.makeRoom();
            cloud.eventually(() -> size(state().resolve("reserve")) >= 1024 * 1024);
            assertThat(cloud.devices()).isEqualTo(1);
            agent.close();
        }
    }

    @Test
    void every_file_may_be_empty_or_nonsense_and_the_device_is_the_same_and_runs_the_same() throws Exception {
        var app = engine.publish(id + ":1");
        configure(folder.resolve("state"));
        enrolAndStart();
        cloud.desire(bundle(id, "1.0.0", sleeper("app", app)));
        cloud.eventually(() -> cloud.hasReported(BundleState.Running, "1.0.0"));
        cloud.eventually(() -> Files.exists(state().resolve("memory.json")));
        agent.close();
        var container = mine().getFirst().getId();
        var device = Joiner.enrollment(config).identity().orElseThrow().deviceId();

        for (var damage : List.of("", "{\"bundles\":{}}", "\0".repeat(4096))) {
            try (var files = Files.list(state())) {
                for (var file :
                        files.filter(file -> file.toString().endsWith(".json")).toList()) {
                    Files.writeString(file, damage);
                }
            }
            cloud.reports.clear();
            start();
            cloud.eventually(() -> cloud.hasReported(BundleState.Running, "1.0.0"));
            agent.close();

            assertThat(mine()).extracting(Container::getId).containsExactly(container);
            assertThat(Joiner.enrollment(config).identity().orElseThrow().deviceId())
                    .isEqualTo(device);
            assertThat(state().resolve("identity.json.corrupt")).exists();
        }
        assertThat(cloud.devices()).isEqualTo(1);
    }

    private void configure(Path state) {
        config = ((Validated.Valid<AgentConfig>) AgentConfigReader.read(
                        null,
                        Map.of(
                                "SIGNALBEAM_AGENT_SERVER", cloud.uri().toString(),
                                "SIGNALBEAM_AGENT_STATE_DIR", state.toString(),
                                "SIGNALBEAM_AGENT_DRIFT_SECONDS", "1",
                                "SIGNALBEAM_AGENT_QUIET_SECONDS", "1",
                                "SIGNALBEAM_AGENT_BACKOFF_MAX_SECONDS", "5"),
                        Map.of("token", FakeCloud.TOKEN)))
                .value();
    }

    private Path state() {
        return config.stateDir();
    }

    private void enrolAndStart() throws InterruptedException {
        Joiner.join(config, clock(), FakeCloud.TOKEN);
        start();
    }

    private void start() {
        agent = new Agent(config, Joiner.enrollment(config).identity().orElseThrow(), clock());
        agent.start();
    }

    private static ServerClock clock() {
        return new ServerClock(Clock.systemUTC());
    }

    /** By what is on its way to the cloud: the disk has no room for the status file. */
    private boolean status(String version) {
        return agent.lastReport().stream()
                .flatMap(report -> report.bundles().stream())
                .anyMatch(bundle -> bundle.state() == BundleState.Running
                        && bundle.version().equals(version));
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    private List<Container> mine() {
        return engine.containersOf(id);
    }
}
