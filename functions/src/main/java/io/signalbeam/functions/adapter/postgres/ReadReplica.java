package io.signalbeam.functions.adapter.postgres;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replica and whether it may serve reads. Once a second, in a transaction that reads anyway, it is asked for the beat that
 * the primary writes every five ({@code keep-time}): its age is how far the replica is behind at the most, and it grows too
 * while nothing arrives, which the replica's own figures do not say. A replica that is behind, or fails, is left alone for a
 * while.
 */
final class ReadReplica {
    /** Shorter than the primary's: there is somebody else to ask. */
    static final Duration WAIT_FOR_CONNECTION = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(ReadReplica.class);
    private static final long MEASURE_EVERY = Duration.ofSeconds(1).toNanos();
    private static final long LEAVE_ALONE = Duration.ofSeconds(5).toNanos();

    private final Pool pool;
    private final Duration bound;
    // By System.nanoTime.
    private final AtomicLong measureFrom = new AtomicLong(System.nanoTime());
    private final AtomicLong serveFrom = new AtomicLong(System.nanoTime());

    ReadReplica(Pool pool, Duration bound) {
        this.pool = pool;
        this.bound = bound;
    }

    /** It must not answer now. */
    static final class TooFarBehind extends RuntimeException {
        TooFarBehind() {
            super("the replica is too far behind", null, false, false);
        }
    }

    Pool pool() {
        return pool;
    }

    boolean mayServe() {
        return System.nanoTime() - serveFrom.get() >= 0;
    }

    /** @throws TooFarBehind when it is, or when that cannot be told */
    void measure(Handle handle) {
        long due = measureFrom.get();
        long now = System.nanoTime();
        if (now - due < 0) {
            return;
        }
        var behind = handle.createQuery("select extract(epoch from clock_timestamp() - beat_at) from primary_beat")
                .mapTo(Double.class)
                .findOne();
        if (behind.isEmpty() || behind.get() > bound.toMillis() / 1000.0) {
            LOG.warn("The replica is {} seconds behind; the primary serves reads", behind.orElse(Double.NaN));
            leaveAlone();
            throw new TooFarBehind();
        }
        // Not before: others that read meanwhile measure too, rather than trust what is being found out.
        measureFrom.set(now + MEASURE_EVERY);
    }

    void failed(RuntimeException e) {
        LOG.warn("The replica did not serve a read; the primary does", e);
        leaveAlone();
    }

    private void leaveAlone() {
        long now = System.nanoTime();
        measureFrom.set(now);
        serveFrom.set(now + LEAVE_ALONE);
    }
}
