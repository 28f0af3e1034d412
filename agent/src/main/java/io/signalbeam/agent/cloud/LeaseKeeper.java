package io.signalbeam.agent.cloud;

import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.shared.api.LeaseResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a lease that is good for a while yet. Times are taken from the answer, from its own server time on, and counted
 * by a steady clock: a wall clock that is wrong makes no lease look old or young.
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

    private final Source source;
    private final InstantSource steadyClock;

    @Nullable private Held held;

    public LeaseKeeper(Source source, InstantSource steadyClock) {
        this.source = source;
        this.steadyClock = steadyClock;
    }

    /**
     * A lease that is good for a while; equal answers are the same lease.
     *
     * @throws TransientFailure when there is none and the server is away
     */
    public synchronized LeaseResponse lease() throws InterruptedException {
        var now = steadyClock.instant();
        var before = held;
        if (before != null && now.isBefore(before.renewAt())) {
            return before.lease();
        }
        try {
            var lease = source.lease();
            held = new Held(
                    lease,
                    now.plus(Duration.between(lease.serverTime(), lease.renewAt())),
                    now.plus(Duration.between(lease.serverTime(), lease.expiresAt()))
                            .minus(MARGIN));
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
}
