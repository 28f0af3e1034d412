package io.signalbeam.functions.telemetry;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether batches are likely to hold rows that are there already. Where one did, the next ones are likely to: the hub goes
 * on from an old checkpoint, or a device empties its spool again. To try the fast way there costs the work of the batch
 * and leaves its rows dead in the table; so one repetition means care for a while, and whoever sends one with every batch
 * slows nothing but that.
 */
final class Repetitions {
    private static final int BATCHES_OF_CARE = 50;

    private final AtomicInteger careful = new AtomicInteger();

    /** Asked once before each batch. */
    boolean noneExpected() {
        return careful.getAndUpdate(left -> Math.max(0, left - 1)) == 0;
    }

    void met() {
        careful.set(BATCHES_OF_CARE);
    }
}
