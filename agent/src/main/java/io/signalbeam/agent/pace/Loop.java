package io.signalbeam.agent.pace;

import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One round after another on a thread of its own, until closed. A round that fails is tried again after a back-off, and
 * never ends the loop; loops do not wait for each other.
 */
public final class Loop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final Duration LEAST_PAUSE = Duration.ofMillis(50);

    /** One round. */
    @FunctionalInterface
    public interface Round {
        /** @return how long to rest before the next */
        Duration run() throws InterruptedException;
    }

    /**
     * How it goes.
     *
     * @param busyMillis how long the round that runs has taken; 0 while it rests
     * @param failures in a row
     * @param reason of the last failure; absent when the last round went well
     */
    public record State(
            String name,
            long busyMillis,
            int failures,
            @Nullable String reason) {}

    private final String name;
    private final Round round;
    private final Backoff backoff;
    private final Random random = new Random();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private boolean woken;
    private boolean closed;
    private volatile long roundSince;
    private volatile State last;

    public Loop(String name, Backoff backoff, Round round) {
        this.name = name;
        this.round = round;
        this.backoff = backoff;
        this.last = new State(name, 0, 0, null);
        this.thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::run);
    }

    public Loop start() {
        thread.start();
        return this;
    }

    /** Ends the rest, so that the next round starts now, or right after the one that runs. */
    public void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How long the round that runs has taken; nothing while it rests. */
    public Duration busy() {
        long since = roundSince;
        return since == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    }

    public State state() {
        var state = last;
        return new State(name, busy().toMillis(), state.failures(), state.reason());
    }

    /** Interrupts the round that runs, and waits a few seconds for its end. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (rest(once())) {
                // The work is in the condition.
            }
        } catch (InterruptedException e) {
            LOG.debug("{} ended", name);
        }
    }

    // An Error (out of memory, a broken class) must not end the only thread that keeps a device in order.
    @SuppressWarnings("CatchingUnchecked")
    private Duration once() throws InterruptedException {
        // Never the one value that means rest.
        roundSince = System.nanoTime() | 1;
        try {
            var pause = round.run();
            if (last.failures() > 0) {
                LOG.info("{}: works again", name);
            }
            last = new State(name, 0, 0, null);
            return pause.compareTo(LEAST_PAUSE) < 0 ? LEAST_PAUSE : pause;
        } catch (TransientFailure e) {
            return failed(e.reason(), e.retryAfter() == null ? Duration.ZERO : e.retryAfter(), null);
        } catch (PermanentFailure e) {
            return failed(e.code() + ": " + e.reason(), Duration.ZERO, null);
        } catch (RuntimeException | Error e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return failed(e.toString(), Duration.ZERO, e);
        } finally {
            roundSince = 0;
        }
    }

    private Duration failed(String why, Duration atLeast, @Nullable Throwable bug) {
        int failures = last.failures() + 1;
        last = new State(name, 0, failures, why);
        var pause = backoff.after(failures, random);
        if (pause.compareTo(atLeast) < 0) {
            // Half of the wait again, at random: everybody was told the same number of seconds.
            pause = atLeast.plusMillis((long) (random.nextDouble() * atLeast.toMillis() / 2));
        }
        if (failures == 1 || Integer.bitCount(failures) == 1) {
            LOG.warn("{}: {} (failure {} in a row, next try in {} s)", name, why, failures, pause.toSeconds(), bug);
        }
        return pause;
    }

    private boolean rest(Duration pause) throws InterruptedException {
        lock.lock();
        try {
            long left = pause.toNanos();
            while (!closed && !woken && left > 0) {
                left = changed.awaitNanos(left);
            }
            woken = false;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** For a rest of about this long: up to a tenth more or less, so that a fleet spreads out. */
    public static Duration jittered(Duration about, Random random) {
        double factor = 0.9 + 0.2 * random.nextDouble();
        return Duration.ofNanos((long) (TimeUnit.MILLISECONDS.toNanos(about.toMillis()) * factor));
    }
}
