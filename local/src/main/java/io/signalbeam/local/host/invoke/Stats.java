package io.signalbeam.local.host.invoke;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Counts the runs of one function. */
final class Stats {
    private final LongAdder invocations = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder running = new LongAdder();
    private volatile long lastNanos;

    void begun() {
        running.increment();
    }

    void ended(long nanos, boolean failed) {
        running.decrement();
        invocations.increment();
        if (failed) {
            failures.increment();
        }
        lastNanos = nanos;
    }

    RunCounts snapshot() {
        return new RunCounts(invocations.sum(), failures.sum(), running.sum(), Duration.ofNanos(lastNanos));
    }
}
