package io.signalbeam.local.host.invoke;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Interrupts what runs longer than {@code functionTimeout}, and knows what is still running. */
final class Watchdog implements AutoCloseable {
    private final Set<Run> runs = ConcurrentHashMap.newKeySet();
    private final long limitNanos;
    private final @Nullable Thread sweeper;

    Watchdog(@Nullable Duration limit) {
        limitNanos = limit == null ? Long.MAX_VALUE : limit.toNanos();
        if (limit == null) {
            sweeper = null;
        } else {
            var pause = Duration.ofMillis(Math.clamp(limit.toMillis() / 20, 10, 1000));
            sweeper = Thread.ofVirtual().name("function-timeouts").start(() -> sweep(pause));
        }
    }

    Run begin() {
        var run = new Run(Thread.currentThread(), System.nanoTime());
        runs.add(run);
        return run;
    }

    boolean idle() {
        return runs.isEmpty();
    }

    void interruptAll() {
        runs.forEach(Run::interrupt);
    }

    private void sweep(Duration pause) {
        try {
            while (true) {
                Thread.sleep(pause);
                var now = System.nanoTime();
                for (var run : runs) {
                    if (now - run.begun > limitNanos) {
                        run.interrupt();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (sweeper != null) {
            sweeper.interrupt();
        }
    }

    /** One run on one thread; once ended, it is interrupted no more. */
    final class Run {
        private final Thread thread;
        private final long begun;
        private boolean interrupted;
        private boolean ended;

        private Run(Thread thread, long begun) {
            this.thread = thread;
            this.begun = begun;
        }

        private synchronized void interrupt() {
            if (!ended && !interrupted) {
                interrupted = true;
                thread.interrupt();
            }
        }

        /** Ends the run; says whether it had been interrupted for its time. */
        boolean end() {
            runs.remove(this);
            synchronized (this) {
                ended = true;
                if (interrupted) {
                    // The interrupt was meant for the function, not for who called it.
                    var unused = Thread.interrupted();
                }
                return interrupted;
            }
        }

        long nanos() {
            return System.nanoTime() - begun;
        }
    }
}
