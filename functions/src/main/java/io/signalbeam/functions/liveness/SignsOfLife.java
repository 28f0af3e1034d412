package io.signalbeam.functions.liveness;

import io.signalbeam.functions.intake.OnlineFor;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Devices that were heard of by a poll. A poll itself touches no database: the first one after {@link #EVERY} has what was
 * gathered written beside it, in one statement for all, and only for devices of which nothing else was heard lately. What a
 * process gathers and loses when it ends is repeated by the next poll.
 */
public final class SignsOfLife {
    static final Duration EVERY = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(SignsOfLife.class);

    private final Transactions transactions;
    private final OnlineFor onlineFor;
    private final InstantSource clock;
    private final Executor beside;
    private final Map<DeviceId, Instant> heard = new ConcurrentHashMap<>();
    private final AtomicReference<Instant> written = new AtomicReference<>(Instant.EPOCH);

    /** @param beside runs what must not hold the poll up */
    public SignsOfLife(Transactions transactions, OnlineFor onlineFor, InstantSource clock, Executor beside) {
        this.transactions = transactions;
        this.onlineFor = onlineFor;
        this.clock = clock;
        this.beside = beside;
    }

    /** The device has just shown its key. Never fails, and never waits. */
    public void of(DeviceId device) {
        var now = clock.instant();
        heard.put(device, now);
        var last = written.get();
        if (!now.isBefore(last.plus(EVERY)) && written.compareAndSet(last, now)) {
            beside.execute(() -> write(now));
        }
    }

    private void write(Instant now) {
        var batch = new HashMap<DeviceId, Instant>();
        heard.forEach((device, at) -> {
            if (heard.remove(device, at)) {
                batch.put(device, at);
            }
        });
        if (batch.isEmpty()) {
            return;
        }
        try {
            transactions.asService(tx -> LivenessSql.heard(
                    tx,
                    batch,
                    now,
                    onlineFor.bound(now),
                    now.minus(onlineFor.duration().dividedBy(3))));
        } catch (RuntimeException e) {
            LOG.warn("{} devices were heard of, and it could not be written down", batch.size(), e);
        }
    }
}
