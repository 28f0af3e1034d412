package io.signalbeam.agent.execute;

import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.pace.Backoff;
import io.signalbeam.agent.reconcile.Plan;
import io.signalbeam.agent.reconcile.Plan.Stage;
import io.signalbeam.agent.reconcile.PlanText;
import io.signalbeam.agent.reconcile.Setback;
import io.signalbeam.agent.reconcile.Setbacks;
import io.signalbeam.agent.reconcile.Step;
import io.signalbeam.agent.runtime.RuntimeUnavailable;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries plans out. What a stage's failure means is decided here: try again later, or give the version up. */
public final class Executor {
    private static final Logger LOG = LoggerFactory.getLogger(Executor.class);
    /** A container may fail to start for want of something that is just being let go: a port, a device. */
    private static final int START_ATTEMPTS = 3;

    private final StepRunner runner;
    private final InstantSource steadyClock;
    private final Backoff backoff;
    private final RandomGenerator random;
    private Setbacks setbacks = Setbacks.NONE;

    /** @param steadyClock that of the planner's {@code now} */
    public Executor(StepRunner runner, InstantSource steadyClock, Backoff backoff, RandomGenerator random) {
        this.runner = runner;
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
                runner.run(step, generation);
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

    private void lastingFailure(Stage stage, Step step, long generation, PermanentFailure failure)
            throws InterruptedException {
        int attempts = attempts(stage) + 1;
        boolean mayPass = failure.code().equals("start-failed") && attempts < START_ATTEMPTS;
        if (!stage.onTrial() || mayPass) {
            setBack(stage, step, failure.code(), failure.reason(), null);
            return;
        }
        setbacks = setbacks.without(stage.key());
        runner.run(
                new Step.GiveUp(
                        stage.bundleId(),
                        stage.manifestDigest(),
                        failure.code(),
                        failure.reason(),
                        container(step),
                        null),
                generation);
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
            case Step.PlaceArtifacts ignored -> null;
            case Step.PlaceAgent ignored -> null;
            case Step.SwitchAgent ignored -> null;
            case Step.ConfirmAgent ignored -> null;
            case Step.CreateNetwork ignored -> null;
            case Step.RemoveNetwork ignored -> null;
            case Step.RemoveImage ignored -> null;
            case Step.Accept ignored -> null;
            case Step.Forget ignored -> null;
        };
    }
}
