package io.signalbeam.agent.execute;

import io.signalbeam.agent.artifacts.ArtifactShelf;
import io.signalbeam.agent.reconcile.Memory;
import io.signalbeam.agent.reconcile.Step;
import io.signalbeam.agent.runtime.ContainerRuntime;
import io.signalbeam.agent.runtime.ManagedLabels;
import io.signalbeam.agent.runtime.Owner;
import io.signalbeam.agent.secrets.SecretSafe;
import io.signalbeam.agent.update.AgentVersions;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What each step is on this device: calls of the engine, and changes of the memory. */
public final class DeviceSteps implements StepRunner {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceSteps.class);
    private static final int LOG_LINES = 20;
    private static final int LOG_CHARACTERS = 2_000;

    private final ContainerRuntime runtime;
    private final MemoryKeeper memory;
    private final SecretSafe safe;
    private final ArtifactShelf shelf;
    private final AgentVersions agents;
    private final Owner owner;

    public DeviceSteps(
            ContainerRuntime runtime,
            MemoryKeeper memory,
            SecretSafe safe,
            ArtifactShelf shelf,
            AgentVersions agents,
            Owner owner) {
        this.runtime = runtime;
        this.memory = memory;
        this.safe = safe;
        this.shelf = shelf;
        this.agents = agents;
        this.owner = owner;
    }

    @Override
    public void run(Step step, long generation) throws InterruptedException {
        switch (step) {
            case Step.PullImage(var image, var container) -> pull(image);
            case Step.NotePulled(var bundleId, var digest) -> memory.change(memory -> memory.pulled(bundleId, digest));
            case Step.CreateNetwork(var name, var bundleId) -> runtime.createNetwork(name, labels(bundleId));
            case Step.FetchSecrets(var bundleId, var secrets) -> safe.fetch(generation, secrets);
            case Step.PlaceArtifacts(var bundleId, var folder) -> shelf.place(folder);
            case Step.PlaceAgent(var key, var version, var from) -> agents.place(key, version, from);
            case Step.SwitchAgent(var key) -> agents.switchTo(key);
            case Step.ConfirmAgent(var key) -> agents.confirm(key);
            case Step.CreateContainer(var creation) ->
                runtime.start(runtime.create(shelf.fill(safe.fill(creation)).labelled(owner.labels())));
            case Step.StartContainer(var name, var id) -> runtime.start(id);
            case Step.StopContainer(var name, var id, var grace) -> runtime.stop(id, grace);
            case Step.RemoveContainer(var name, var id) -> runtime.remove(id);
            case Step.RemoveNetwork(var name) -> runtime.removeNetwork(name);
            case Step.RemoveImage(var image) -> removeImage(image);
            case Step.Accept(var bundle) -> memory.change(memory -> memory.accepted(bundle));
            case Step.Forget(var bundleId) -> memory.change(memory -> memory.forgot(bundleId));
            case Step.GiveUp giveUp -> giveUp(giveUp, generation);
        }
    }

    private void pull(String image) throws InterruptedException {
        var there = runtime.imageId(image);
        // Remembered first: after a kill an image too many is looked for, instead of one too many kept for ever.
        if (there.isEmpty()) {
            memory.change(memory -> memory.owns(image));
        } else if (memory.memory().images().contains(image)) {
            memory.change(memory -> memory.owns(there.get()));
        }
        runtime.pull(image);
    }

    private void removeImage(String image) {
        if (!runtime.removeImage(image)) {
            LOG.info("{} stays: somebody else uses it", image);
        }
        memory.change(memory -> memory.disowns(image));
    }

    private Map<String, String> labels(String bundleId) {
        var labels = owner.labels();
        labels.put(ManagedLabels.BUNDLE, bundleId);
        return labels;
    }

    private void giveUp(Step.GiveUp step, long generation) {
        var lines = step.containerId() == null
                ? List.<String>of()
                : safe.strikeOut(runtime.lastLines(step.containerId(), LOG_LINES));
        var error = new ReportedError(step.code(), withLog(step.message(), lines), step.container());
        LOG.warn("gave up {} {}: {}, {}", step.bundleId(), step.manifestDigest(), error.code(), error.message());
        memory.change(
                memory -> memory.gaveUp(step.bundleId(), new Memory.GivenUp(step.manifestDigest(), generation, error)));
    }

    private static String withLog(String message, List<String> lines) {
        if (lines.isEmpty()) {
            return message;
        }
        var text = String.join("\n", lines);
        var end = text.length() > LOG_CHARACTERS ? "…" + text.substring(text.length() - LOG_CHARACTERS) : text;
        return message + "; its last lines:\n" + end;
    }
}
