package io.signalbeam.functions.health;

import java.util.Map;

/**
 * What requests depend on, and how to ask each whether it answers: a question that throws means no, and a
 * {@link io.signalbeam.functions.outcome.StandbyFailure} that it answers and is not to be used yet. Questions may take
 * long; {@link Readiness} waits for none of them longer than it wants to.
 */
@FunctionalInterface
public interface Dependencies {

    /** By the name under which the answer shows it. */
    Map<String, Runnable> questions();
}
