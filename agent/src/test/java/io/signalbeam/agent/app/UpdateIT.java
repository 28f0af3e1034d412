package io.signalbeam.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.agent.adapter.docker.RealEngine;
import io.signalbeam.agent.cloud.FakeCloud;
import io.signalbeam.agent.update.AgentPackages;
import io.signalbeam.shared.bundle.AgentSpec;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.report.DeviceReport;
import io.signalbeam.shared.report.DeviceReport.BundleState;
import io.signalbeam.shared.report.DeviceReport.BundleStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The agent as it is delivered ({@code target/dist}, after {@code mvn package}), started by its launcher as often as it ends,
 * as a service manager does; and brought other versions of itself: one that works, and two that cannot report.
 */
class UpdateIT {
    private static final Path DIST = Path.of("target/dist").toAbsolutePath();

    @TempDir
    private Path folder;

    private FakeCloud cloud;
    private Path versions;
    private volatile Process agent;
    private volatile boolean over;
    /** Of the launcher with a version on trial, in seconds. */
    private volatile int patience = 60;

    private Thread manager;

    @BeforeEach
    void open() throws Exception {
        cloud = new FakeCloud();
        cloud.keepLeases();
        versions = folder.resolve("state/versions");
        Files.writeString(folder.resolve("agent.yaml"), "policy: {agentUpdates: true}\n");
        manager = Thread.ofPlatform().start(this::manage);
    }

    @AfterEach
    void close() throws Exception {
        over = true;
        while (manager.isAlive()) {
            kill();
            manager.join(100);
        }
        cloud.close();
    }

    @Test
    void updates_itself_under_kills_and_goes_back_from_what_cannot_report() throws Exception {
        var packaged = Facts.version();
        cloud.desire();
        cloud.eventually(() -> reports(packaged));

        var good = bring("1.0.0", "9.1.0", AgentPackages.renamed(folder, DIST, "9.1.0"));
        cloud.desire(good);
        killOnce(() -> Files.isDirectory(versions.resolve("files")) || isLink("trial") || isLink("current"));
        killOnce(() -> isLink("trial") || isLink("current"));
        cloud.eventually(() -> cloud.hasReported(BundleState.Running, good.version()));
        assertThat(reports("9.1.0")).isTrue();
        assertThat(link("current").orElseThrow()).startsWith("9.1.0-");
        assertThat(isLink("trial")).isFalse();
        kill();

        var broken = bring("2.0.0", "9.2.0", AgentPackages.stub(folder, "9.2.0", "exit 1"));
        cloud.desire(broken);
        cloud.eventually(() -> cloud.hasReported(BundleState.Failed, broken.version()));
        assertThat(reports("9.1.0")).as("the one before is back").isTrue();
        assertThat(error()).contains("9.2.0", "ended 3 times");

        var silent = bring("3.0.0", "9.3.0", AgentPackages.stub(folder, "9.3.0", "exec sleep 1000"));
        patience = 5;
        cloud.desire(silent);
        cloud.eventually(() -> cloud.hasReported(BundleState.Failed, silent.version()));
        assertThat(error()).contains("9.3.0", "has not reported within 5 s");
        var refused = link("refused");
        cloud.desire(silent);
        cloud.eventually(() -> cloud.reports.getLast().observedGeneration() > 5
                && cloud.hasReported(BundleState.Failed, silent.version()));
        assertThat(link("refused")).as("not tried again").isEqualTo(refused);

        cloud.desire();
        cloud.eventually(() -> reports(packaged) && !isLink("current"));
        cloud.eventually(() -> left().isEmpty());
        assertThat(cloud.devices()).isEqualTo(1);
    }

    private DesiredBundle bring(String version, String agentVersion, byte[] archive) {
        var brought = cloud.agentPackage(Facts.of(null).arch(), archive);
        return cloud.agentBundle(version, new AgentSpec(agentVersion, List.of(brought)));
    }

    private boolean reports(String version) {
        return last().filter(report -> report.agent().version().equals(version)).isPresent();
    }

    private String error() {
        return status().map(BundleStatus::error).orElseThrow().message();
    }

    private Optional<BundleStatus> status() {
        return last().flatMap(report -> report.bundles().stream().findFirst());
    }

    private Optional<DeviceReport> last() {
        return cloud.reports.isEmpty() ? Optional.empty() : Optional.of(cloud.reports.getLast());
    }

    private void killOnce(BooleanSupplier when) throws InterruptedException {
        cloud.eventually(when);
        kill();
    }

    private void kill() throws InterruptedException {
        var process = agent;
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    private boolean isLink(String name) {
        return Files.isSymbolicLink(versions.resolve(name));
    }

    private Optional<String> link(String name) throws IOException {
        return isLink(name)
                ? Optional.of(Files.readSymbolicLink(versions.resolve(name)).toString())
                : Optional.empty();
    }

    /** Folders of versions that are still there. */
    private List<Path> left() {
        try (var all = Files.list(versions)) {
            return all.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void manage() {
        try {
            while (!over) {
                agent = start();
                agent.waitFor();
                Thread.sleep(200);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Process start() throws IOException {
        var builder = new ProcessBuilder(
                        DIST.resolve("bin/signalbeam-agent").toString(),
                        "run",
                        "--config",
                        folder.resolve("agent.yaml").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("agent.log").toFile()));
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "SIGNALBEAM_AGENT_TRIAL_SECONDS",
                        Integer.toString(patience),
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
                        "SIGNALBEAM_AGENT_BACKOFF_MAX_SECONDS",
                        "2"));
        return builder.start();
    }
}
