package io.signalbeam.functions.rollouts;

import java.time.Duration;

/**
 * What a decision has to know of a rollout itself.
 *
 * @param deviceDeadline from when a device has seen the new version until it counts as failed
 */
public record RolloutView(RolloutStatus status, Duration deviceDeadline) {}
