package io.signalbeam.functions.rollouts;

/** What a rollout does when too much has failed. The words are the API's. */
public enum OnFailure {
    Pause,
    RollBack
}
