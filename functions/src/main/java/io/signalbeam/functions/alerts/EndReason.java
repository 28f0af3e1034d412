package io.signalbeam.functions.alerts;

/** Why an alert fires no more; the names are the API's. */
enum EndReason {
    /** The device is well again. */
    Recovered,
    /** The device is disabled, decommissioned, or not selected any more. */
    OutOfScope,
    /** The rule was deleted or switched off. */
    RuleEnded
}
