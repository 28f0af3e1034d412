package io.signalbeam.functions.twin;

import io.signalbeam.shared.id.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Twins, read from their store, and what lets their devices in, remembered from an earlier reading. What is remembered is
 * never older than {@link #STALE}: once a {@link #TURN} this process asks the store which twins were written, and forgets
 * those. While it cannot ask, and while fewer devices ask than make it worth while, every question is a reading.
 *
 * <p>A pass that is remembered may be used to say yes to what was true a moment ago, and nothing else: it may not yet know
 * of a new key, nor of a newer desired state that the device knows already.
 */
public final class RecentTwins {
    /** How old a remembered pass may be; with the time that a twin takes to be written, well below 5 seconds. */
    static final Duration STALE = Duration.ofSeconds(3);

    static final Duration TURN = Duration.ofSeconds(1);
    /** After this long without a turn the log is not caught up with: all is forgotten. */
    static final Duration GAP = Duration.ofMinutes(1);
    /** Questions in a turn that make one worth while: it costs as much as a few readings. */
    static final int WORTH = 10;
    /** Of about 500 bytes each. */
    private static final int MOST = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(RecentTwins.class);

    private final TwinStore twins;
    private final TwinLog log;
    private final InstantSource clock;
    private final Executor beside;
    private final Map<DeviceId, Reading> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<DeviceId, Reading> eldest) {
            return size() > MOST;
        }
    };

    private Instant turnBegan = Instant.EPOCH;
    private Instant due = Instant.EPOCH;
    private boolean turning;
    private int questions;
    private @Nullable String place;

    /** One reading of a twin, told from others by its identity; without a pass while it is under way. */
    private static final class Reading {
        private @Nullable DevicePass pass;
    }

    /** @param beside runs what must not hold a question up */
    public RecentTwins(TwinStore twins, TwinLog log, InstantSource clock, Executor beside) {
        this.twins = twins;
        this.log = log;
        this.clock = clock;
        this.beside = beside;
    }

    /** A pass that was good at most {@link #STALE} ago, where one is remembered. Never waits. */
    public synchronized Optional<DevicePass> remembered(DeviceId device) {
        var now = clock.instant();
        questions++;
        if (!turning && (!now.isBefore(due) || now.isBefore(turnBegan))) {
            turnIfWorthWhile(now);
        }
        if (place == null || now.isBefore(turnBegan) || now.isAfter(turnBegan.plus(STALE))) {
            return Optional.empty();
        }
        var reading = known.get(device);
        return reading == null ? Optional.empty() : Optional.ofNullable(reading.pass);
    }

    /** The twin as it is in the store. */
    public Optional<Twin> read(DeviceId device) {
        var mine = new Reading();
        synchronized (this) {
            if (place != null) {
                known.put(device, mine);
            }
        }
        var twin = twins.read(device).orElse(null);
        synchronized (this) {
            // What was written while we read has taken our mark away: nobody would tell of it again.
            if (known.get(device) == mine) {
                mine.pass = twin == null ? null : twin.pass();
            }
        }
        return Optional.ofNullable(twin);
    }

    private void turnIfWorthWhile(Instant now) {
        boolean worth = questions >= WORTH;
        questions = 0;
        due = now.plus(TURN);
        if (worth) {
            turning = true;
            beside.execute(() -> {
                try {
                    turn(now);
                } catch (RuntimeException e) {
                    LOG.warn("Which twins were written cannot be learnt; every poll reads its own", e);
                } finally {
                    ended();
                }
            });
        }
    }

    private void turn(Instant began) {
        var from = placeToGoOnFrom(began);
        took(log.since(from), began);
    }

    private synchronized @Nullable String placeToGoOnFrom(Instant now) {
        if (now.isBefore(turnBegan) || now.isAfter(turnBegan.plus(GAP))) {
            known.clear();
            place = null;
        }
        return place;
    }

    private synchronized void took(TwinLog.Changes changes, Instant began) {
        changes.devices().forEach(known::remove);
        place = changes.place();
        turnBegan = began;
    }

    private synchronized void ended() {
        turning = false;
    }
}
