package io.signalbeam.agent.execute;

import io.signalbeam.agent.artifacts.ArtifactFetch;
import io.signalbeam.agent.artifacts.ArtifactShelf;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.health.Trial;
import io.signalbeam.agent.journal.DurableFile;
import io.signalbeam.agent.journal.Stored;
import io.signalbeam.agent.pace.Backoff;
import io.signalbeam.agent.reconcile.BundleGate;
import io.signalbeam.agent.reconcile.HostPolicy;
import io.signalbeam.agent.reconcile.Memory;
import io.signalbeam.agent.reconcile.Planner;
import io.signalbeam.agent.reconcile.Wanted;
import io.signalbeam.agent.report.ReportBody;
import io.signalbeam.agent.runtime.ContainerRuntime;
import io.signalbeam.agent.runtime.FakeRuntime;
import io.signalbeam.agent.runtime.Owner;
import io.signalbeam.agent.secrets.FakeVault;
import io.signalbeam.agent.update.AgentVersions;
import io.signalbeam.agent.update.AgentVersions.Launch;
import io.signalbeam.agent.update.PackageStore;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.report.AgentFacts;
import io.signalbeam.shared.report.DeviceReport.BundleStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A reconciler on an engine in memory, with a clock that only moves when told. */
final class Rig {
    final FakeRuntime runtime = new FakeRuntime();
    final FakeVault vault = new FakeVault();
    final List<ReportBody> reports = new ArrayList<>();
    BundleGate gate = BundleGate.OPEN;
    private Path folder;
    private final UnaryOperator<ContainerRuntime> around;
    DeviceId device = Wanted.DEVICE;
    Owner owner = owner();
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Optional<DesiredState> desired = Optional.empty();
    private Reconciler reconciler;

    Rig(Path folder) {
        this(folder, UnaryOperator.identity());
    }

    /** @param around what stands between the agent and the engine */
    Rig(Path folder, UnaryOperator<ContainerRuntime> around) {
        this.folder = folder;
        this.around = around;
        restart();
    }

    /** The agent's process ends and starts: only what is on disk stays. */
    void restart() {
        var memory = new MemoryKeeper(new Stored<>(folder.resolve("memory.json"), Memory.class));
        var safe = vault.safe();
        var engine = around.apply(runtime);
        var fetch = new ArtifactFetch(
                sha256 -> {
                    throw new TransientFailure("unreachable", "there are no artifacts here", null);
                },
                0,
                null);
        var shelf = new ArtifactShelf(folder.resolve("artifacts"), fetch);
        var agents =
                new AgentVersions(Launch.of(Map.of(), "0", "amd64"), new PackageStore(fetch, 0), () -> false, () -> {});
        var executor = new Executor(
                new DeviceSteps(engine, memory, safe, shelf, agents, owner),
                () -> now,
                new Backoff(Duration.ofSeconds(10), Duration.ofSeconds(300)),
                new Random(1));
        reconciler = new Reconciler(
                () -> desired,
                engine,
                new Planner(HostPolicy.STRICT, Trial.DEFAULT, bundle -> gate.refuses(bundle)),
                executor,
                memory,
                safe,
                shelf,
                agents,
                owner,
                () -> now,
                version -> new AgentFacts("0", "linux", "amd64", "host", version),
                reports::add);
    }

    /** Everything on disk is lost, and the machine becomes another device. */
    void enrolAnew() {
        device = DeviceId.random();
        owner = owner();
        loseDisk();
    }

    void loseDisk() {
        folder = folder.resolveSibling(folder.getFileName() + "-anew");
        DurableFile.privateFolder(folder);
        desired = Optional.empty();
        restart();
    }

    private Owner owner() {
        return new Owner(device.toString(), Set.of(), "here");
    }

    Rig wants(DesiredState state) {
        desired = Optional.of(state);
        return this;
    }

    /** One round, and whatever changes by hand before the next. */
    Duration round() throws InterruptedException {
        return reconciler.run(Duration.ofSeconds(15));
    }

    /** Rounds with time in between, until nothing but drift is awaited. */
    void settle() throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            var pause = round();
            if (pause.equals(Duration.ofSeconds(15))) {
                return;
            }
            pass(pause);
        }
        throw new AssertionError("does not settle: " + runtime.calls);
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    BundleStatus status(String bundleId) {
        return reports.get(reports.size() - 1).bundles().stream()
                .filter(status -> status.bundleId().equals(bundleId))
                .findFirst()
                .orElseThrow();
    }
}
