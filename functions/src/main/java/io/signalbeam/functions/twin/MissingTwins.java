package io.signalbeam.functions.twin;

/** Tells a device that nobody knows from one whose twin has not arrived in this account yet ({@link MoveTwins}). */
@FunctionalInterface
public interface MissingTwins {

    /**
     * Returns when a device without a twin is none.
     *
     * @throws io.signalbeam.functions.outcome.TransientFailure when its twin may come, or when that cannot be told
     */
    void check();
}
