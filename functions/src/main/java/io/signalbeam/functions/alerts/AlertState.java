package io.signalbeam.functions.alerts;

/** The names are the API's. */
enum AlertState {
    /** Breached, but not yet for as long as the rule asks. */
    Pending,
    Firing,
    Resolved
}
