package io.signalbeam.agent.cloud;

import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.shared.api.LeaseResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a lease that is good for a while yet. Times are taken from the answer, from its own server time on, and counted
 * by a steady clock: a wall clock that is wrong makes no lease look old or young.
 *
 * <p>A lease names the hubs, and they may be gone with their region long before it ends. Where they cannot be reached for a
 * while the next call asks for another lease; whenever that names the same hubs the while is twice as long.
 */
public final class LeaseKeeper {
    /** The Event Hubs client must never come near a token's end: it spins there, and then fails. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    /** Where a lease is asked for. */
    @FunctionalInterface
    public interface Source {
        LeaseResponse lease() throws InterruptedException;
    }

    private record Held(LeaseResponse lease, Instant renewAt, Instant goodUntil) {}

    /** How long hubs may be out of reach, at first. */
    public static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int MOST_DOUBLINGS = 4;
    private static final String TOKEN = "SharedAccessSignature=";

    private final Source source;
    private final Duration patience;
    private final InstantSource steadyClock;
    private final RandomGenerator random;

    @Nullable private Held held;

    /** When another lease is asked for unless the hubs were reached before; null while they are. */
    @Nullable private Instant askAt;

    /** Leases in a row that named hubs which could not be reached. */
    private int inVain;

    /** @param patience how long hubs may be out of reach, at first; up to as long again is added at random */
    public LeaseKeeper(Source source, Duration patience, InstantSource steadyClock, RandomGenerator random) {
        this.source = source;
        this.patience = patience;
        this.steadyClock = steadyClock;
        this.random = random;
    }

    /**
     * A lease that is good for a while; equal answers are the same lease.
     *
     * @throws TransientFailure when there is none and the server is away
     */
    public synchronized LeaseResponse lease() throws InterruptedException {
        var now = steadyClock.instant();
        var before = held;
        if (before != null && now.isBefore(before.renewAt()) && !isDue(now)) {
            return before.lease();
        }
        try {
            var lease = source.lease();
            held = new Held(
                    lease,
                    now.plus(Duration.between(lease.serverTime(), lease.renewAt())),
                    now.plus(Duration.between(lease.serverTime(), lease.expiresAt()))
                            .minus(MARGIN));
            if (before != null && askAt != null) {
                inVain = areSame(before.lease(), lease) ? inVain + 1 : 0;
                askAt = inVain == 0 ? null : now.plus(patience());
            }
            return lease;
        } catch (TransientFailure e) {
            if (before != null && now.isBefore(before.goodUntil())) {
                return before.lease();
            }
            throw e;
        }
    }

    /** The lease was refused: the next call asks for another. */
    public synchronized void drop(LeaseResponse refused) {
        if (held != null && held.lease().equals(refused)) {
            held = null;
        }
    }

    /** The hubs of this lease were reached, be it to be refused. */
    public synchronized void reached(LeaseResponse lease) {
        if (held != null && areSame(held.lease(), lease)) {
            askAt = null;
            inVain = 0;
        }
    }

    /**
     * A hub of this lease was not reached.
     *
     * @return when to try again at the latest, because there may be another lease by then
     */
    public synchronized Instant unreachable(LeaseResponse lease) {
        var now = steadyClock.instant();
        if (hasMovedFrom(lease)) {
            return now;
        }
        if (askAt == null) {
            askAt = now.plus(patience());
        }
        // It is due when the server was away, too, or gave another for the same hubs a moment ago.
        return isDue(now)
                ? now.plus(part(patience, random.nextDouble()).plus(patience).dividedBy(2))
                : askAt;
    }

    /** Whether the lease that is held names other hubs than this one. */
    public synchronized boolean hasMovedFrom(LeaseResponse lease) {
        return held != null && !areSame(held.lease(), lease);
    }

    private boolean isDue(Instant now) {
        return askAt != null && !now.isBefore(askAt);
    }

    private Duration patience() {
        var least = patience.multipliedBy(1L << Math.min(inVain, MOST_DOUBLINGS));
        return least.plus(part(least, random.nextDouble()));
    }

    private static Duration part(Duration whole, double share) {
        return Duration.ofMillis((long) (whole.toMillis() * share));
    }

    private static boolean areSame(LeaseResponse one, LeaseResponse other) {
        return hub(one.telemetry()).equals(hub(other.telemetry()))
                && hub(one.reports()).equals(hub(other.reports()));
    }

    private static List<String> hub(LeaseResponse.Channel channel) {
        return Arrays.stream(channel.connectionString().split(";"))
                .filter(part -> !part.startsWith(TOKEN))
                .toList();
    }
}
