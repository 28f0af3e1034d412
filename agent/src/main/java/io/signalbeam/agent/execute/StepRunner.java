package io.signalbeam.agent.execute;

import io.signalbeam.agent.reconcile.Step;

/** Carries out one step; what comes of a failure is the {@link Executor}'s to decide. */
@FunctionalInterface
public interface StepRunner {

    /**
     * Returns when the step is done, or was done before.
     *
     * @param generation of the desired state that was planned for
     * @throws io.signalbeam.agent.fault.TransientFailure when it may work later
     * @throws io.signalbeam.agent.fault.PermanentFailure when it will not, with a report's error code
     */
    void run(Step step, long generation) throws InterruptedException;
}
