package io.signalbeam.functions.rollouts;

import java.time.Duration;

/**
 * What a decision has to know of a rollout itself.
 *
 * @param deviceDeadline from when a device has seen the new version until it counts as failed
 * @param forgiven failures that somebody has seen, and resumed nevertheless
 */
public record RolloutView(RolloutState state, RolloutPlan plan, Duration deviceDeadline, Forgiven forgiven) {

    /** So many had failed of so many tried. */
    public record Forgiven(int failures, int tried) {
        static final Forgiven NOTHING = new Forgiven(0, 0);
    }

    RolloutView in(RolloutState other) {
        return new RolloutView(other, plan, deviceDeadline, forgiven);
    }
}
