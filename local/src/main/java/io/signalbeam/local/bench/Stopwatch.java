package io.signalbeam.local.bench;

/** Seconds since it was started. */
record Stopwatch(long startedNanos) {

    static Stopwatch start() {
        return new Stopwatch(System.nanoTime());
    }

    double seconds() {
        return (System.nanoTime() - startedNanos) / 1e9;
    }
}
