package io.signalbeam.agent.execute;

import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.pace.Backoff;
import io.signalbeam.agent.reconcile.Memory;
import io.signalbeam.agent.reconcile.Plan;
import io.signalbeam.agent.reconcile.Plan.Stage;
import io.signalbeam.agent.reconcile.PlanText;
import io.signalbeam.agent.reconcile.Setback;
import io.signalbeam.agent.reconcile.Setbacks;
import io.signalbeam.agent.reconcile.Step;
import io.signalbeam.agent.runtime.ContainerRuntime;
import io.signalbeam.agent.runtime.ManagedLabels;
import io.signalbeam.agent.runtime.RuntimeUnavailable;
import io.signalbeam.agent.secrets.SecretSafe;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries plans out. What a stage's failure means is decided here: try again later, or give the version up. */
public final class Executor {
    private static final Logger LOG = LoggerFactory.getLogger(Executor.class);
    /** A container may fail to start for want of something that is just being let go: a port, a device. */
    private static final int START_ATTEMPTS = 3;

    private static final int LOG_LINES = 20;
    private static final int LOG_CHARACTERS = 2_000;

    private final ContainerRuntime runtime;
    private final MemoryKeeper memory;
    private final SecretSafe safe;
    private final String deviceId;
    private final InstantSource steadyClock;
    private final Backoff backoff;
    private final RandomGenerator random;
    private Setbacks setbacks = Setbacks.NONE;

    /** @param steadyClock that of the planner's {@code now} */
    public Executor(
            ContainerRuntime runtime,
            MemoryKeeper memory,
            SecretSafe safe,
            String deviceId,
            InstantSource steadyClock,
            Backoff backoff,
            RandomGenerator random) {
        this.runtime = runtime;
        this.memory = memory;
        this.safe = safe;
        this.deviceId = deviceId;
        this.steadyClock = steadyClock;
        this.backoff = backoff;
        this.random = random;
    }

    public Setbacks setbacks() {
        return setbacks;
    }

    /**
     * Carries out every stage, each as far as it goes.
     *
     * @throws RuntimeUnavailable when the engine is gone; the rest is left for the next plan
     */
    public void execute(Plan plan) throws InterruptedException {
        for (var stage : plan.stages()) {
            execute(stage, plan.generation());
        }
    }

    private void execute(Stage stage, long generation) throws InterruptedException {
        for (var step : stage.steps()) {
            try {
                LOG.info("{}", PlanText.of(step));
                run(step, generation);
            } catch (RuntimeUnavailable e) {
                throw e;
            } catch (TransientFailure e) {
                setBack(stage, step, e.code(), e.reason(), e.retryAfter());
                return;
            } catch (PermanentFailure e) {
                lastingFailure(stage, step, generation, e);
                return;
            }
        }
        setbacks = setbacks.without(stage.key());
    }

    private void run(Step step, long generation) throws InterruptedException {
        switch (step) {
            case Step.PullImage(var image, var container) -> runtime.pull(image);
            case Step.NotePulled(var bundleId, var digest) -> memory.change(memory -> memory.pulled(bundleId, digest));
            case Step.CreateNetwork(var name, var bundleId) ->
                runtime.createNetwork(
                        name,
                        Map.of(
                                ManagedLabels.MANAGED,
                                "true",
                                ManagedLabels.DEVICE,
                                deviceId,
                                ManagedLabels.BUNDLE,
                                bundleId));
            case Step.FetchSecrets(var bundleId, var secrets) -> safe.fetch(generation, secrets);
            case Step.CreateContainer(var creation) -> runtime.start(runtime.create(safe.fill(creation)));
            case Step.StartContainer(var name, var id) -> runtime.start(id);
            case Step.StopContainer(var name, var id, var grace) -> runtime.stop(id, grace);
            case Step.RemoveContainer(var name, var id) -> runtime.remove(id);
            case Step.RemoveNetwork(var name) -> runtime.removeNetwork(name);
            case Step.Accept(var bundle) -> memory.change(memory -> memory.accepted(bundle));
            case Step.Forget(var bundleId) -> memory.change(memory -> memory.forgot(bundleId));
            case Step.GiveUp giveUp -> {
                var lines = giveUp.containerId() == null
                        ? List.<String>of()
                        : safe.strikeOut(runtime.lastLines(giveUp.containerId(), LOG_LINES));
                giveUp(
                        giveUp.bundleId(),
                        giveUp.manifestDigest(),
                        generation,
                        new ReportedError(giveUp.code(), withLog(giveUp.message(), lines), giveUp.container()));
            }
        }
    }

    private void lastingFailure(Stage stage, Step step, long generation, PermanentFailure failure) {
        int attempts = attempts(stage) + 1;
        boolean mayPass = failure.code().equals("start-failed") && attempts < START_ATTEMPTS;
        if (!stage.onTrial() || mayPass) {
            setBack(stage, step, failure.code(), failure.reason(), null);
            return;
        }
        setbacks = setbacks.without(stage.key());
        giveUp(
                stage.bundleId(),
                stage.manifestDigest(),
                generation,
                new ReportedError(failure.code(), failure.reason(), container(step)));
    }

    private void giveUp(String bundleId, String manifestDigest, long generation, ReportedError error) {
        LOG.warn("gave up {} {}: {}, {}", bundleId, manifestDigest, error.code(), error.message());
        memory.change(memory -> memory.gaveUp(bundleId, new Memory.GivenUp(manifestDigest, generation, error)));
    }

    private void setBack(Stage stage, Step step, String code, String why, @Nullable Duration atLeast) {
        int attempts = attempts(stage) + 1;
        var pause = backoff.after(attempts, random);
        if (atLeast != null && pause.compareTo(atLeast) < 0) {
            pause = atLeast.plusMillis((long) (random.nextDouble() * atLeast.toMillis() / 2));
        }
        LOG.warn("{}: {} (attempt {}, next in {} s)", PlanText.of(step), why, attempts, pause.toSeconds());
        var error = new ReportedError(code, why, container(step));
        setbacks = setbacks.with(
                stage.key(), new Setback(attempts, steadyClock.instant().plus(pause), error));
    }

    private int attempts(Stage stage) {
        return setbacks.of(stage.key()).map(Setback::attempts).orElse(0);
    }

    private static @Nullable String container(Step step) {
        return switch (step) {
            case Step.CreateContainer(var creation) -> creation.spec().name();
            case Step.StartContainer(var name, var id) -> name;
            case Step.StopContainer(var name, var id, var grace) -> name;
            case Step.RemoveContainer(var name, var id) -> name;
            case Step.GiveUp giveUp -> giveUp.container();
            case Step.PullImage(var image, var container) -> container;
            case Step.NotePulled ignored -> null;
            case Step.FetchSecrets ignored -> null;
            case Step.CreateNetwork ignored -> null;
            case Step.RemoveNetwork ignored -> null;
            case Step.Accept ignored -> null;
            case Step.Forget ignored -> null;
        };
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
