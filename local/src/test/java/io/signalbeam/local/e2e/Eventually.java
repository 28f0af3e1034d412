package io.signalbeam.local.e2e;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what another process will do in its own time. */
final class Eventually {
    /** Generous, because the machine may be busy with anything; nothing here is a measurement. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private Eventually() {}

    /** Repeats a check until it stops throwing, and throws what it threw last when patience has run out. */
    static <T> T get(Callable<T> check) throws Exception {
        return get(PATIENCE, check);
    }

    static <T> T get(Duration patience, Callable<T> check) throws Exception {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return check.call();
            } catch (Exception | AssertionError e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.sleep(100);
            }
        }
    }

    @FunctionalInterface
    interface Check {
        void run() throws Exception;
    }

    static void check(Check check) throws Exception {
        check(PATIENCE, check);
    }

    static void check(Duration patience, Check check) throws Exception {
        get(patience, () -> {
            check.run();
            return null;
        });
    }
}
