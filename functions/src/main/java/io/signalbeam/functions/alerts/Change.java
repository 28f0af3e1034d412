package io.signalbeam.functions.alerts;

import java.util.UUID;

/** What an evaluation does to the alerts of a rule. */
sealed interface Change {

    /** There is one now; it fires at once where the rule asks for no time. */
    record Start(Reading reading, boolean firing) implements Change {}

    /** It has been pending for long enough. */
    record Fire(UUID alert, Reading reading) implements Change {}

    /** Still breached. */
    record Keep(UUID alert, Reading reading) implements Change {}

    /** Breached again after nobody had looked, or nothing had been heard: whether it was in between is not known. */
    record Restart(UUID alert, Reading reading) implements Change {}

    /** It was pending and came to nothing. */
    record Drop(UUID alert) implements Change {}

    record Resolve(UUID alert, EndReason reason) implements Change {}
}
