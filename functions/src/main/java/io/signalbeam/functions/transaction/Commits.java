package io.signalbeam.functions.transaction;

/** What is to be done once something has been committed. */
@FunctionalInterface
public interface Commits {

    /**
     * Runs the action once the transaction of this thread has committed, never when it is rolled back, and at once when
     * there is none. An action that fails is logged: what it was about is done already.
     */
    void afterCommit(Runnable action);
}
