package io.signalbeam.agent.adapter.eventhubs;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import reactor.core.scheduler.Schedulers;

/**
 * Lets the AMQP library's threads rest while nothing is sent. Each of them, one for a connection, waits 20 ms for its
 * sockets, looks around, and begins again; azure-core-amqp has no setting for it ({@code ReactorHandler}), and it is half of
 * what an idle agent takes of a processor. Here it rests before each look, and not at all as long as somebody is {@link
 * #awake awake}. What comes in between from the other side (a heartbeat, credit, the end of a link) is looked at after the
 * rest.
 */
final class ReactorRest {
    /** Event Hubs ends a connection that has been silent for minutes. */
    private static final Duration PAUSE = Duration.ofSeconds(5);
    /** As {@code ReactorProvider} of azure-core-amqp names its threads, with a number behind. */
    private static final String THREADS = "reactor-executor";

    private static final ReactorRest INSTANCE = new ReactorRest(PAUSE);

    private final Duration pause;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private int awake;
    private long calls;

    /** @param pause the longest between two looks */
    ReactorRest(Duration pause) {
        this.pause = pause;
    }

    /** That of this process, which has one hook in its schedulers for all connections. */
    static ReactorRest installed() {
        Schedulers.onScheduleHook(ReactorRest.class.getName(), INSTANCE::before);
        return INSTANCE;
    }

    /** Ends the rest of all threads at once, and keeps them from resting until {@link #asleep} was called as often. */
    void awake() {
        lock.lock();
        try {
            awake++;
            calls++;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void asleep() {
        lock.lock();
        try {
            awake--;
        } finally {
            lock.unlock();
        }
    }

    /** What a scheduler runs, with a rest before it on the threads that it is for. */
    Runnable before(Runnable look) {
        return () -> {
            if (Thread.currentThread().getName().startsWith(THREADS)) {
                rest();
            }
            look.run();
        };
    }

    private void rest() {
        lock.lock();
        try {
            long before = calls;
            long left = pause.toNanos();
            while (awake == 0 && calls == before && left > 0) {
                left = woken.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            // The connection is being closed, which the look finds out.
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
