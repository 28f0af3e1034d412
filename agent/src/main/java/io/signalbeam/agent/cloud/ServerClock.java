package io.signalbeam.agent.cloud;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The wall clock, corrected by what the server's answers say. Nothing is corrected below {@link #TOLERANCE}: the way of
 * an answer alone makes that much.
 */
public final class ServerClock implements InstantSource {
    public static final Duration TOLERANCE = Duration.ofSeconds(2);

    private final InstantSource wallClock;
    private volatile Duration offset = Duration.ZERO;

    @Nullable private volatile Instant told;

    public ServerClock(InstantSource wallClock) {
        this.wallClock = wallClock;
    }

    @Override
    public Instant instant() {
        return wallClock.instant().plus(correction());
    }

    /** What is added to the wall clock; zero while it is right enough. */
    public Duration correction() {
        var seen = offset;
        return seen.abs().compareTo(TOLERANCE) > 0 ? seen : Duration.ZERO;
    }

    /** What the server's clock was ahead of the wall clock when it last answered, however little. */
    public Duration skew() {
        return offset;
    }

    /** What the API itself last told of its clock, uncorrected and since this process began; empty until it has. */
    public Optional<Instant> told() {
        return Optional.ofNullable(told);
    }

    /** @param server what the API said in an answer's body: a header may be a proxy's */
    void tell(Instant server) {
        told = server;
    }

    /**
     * @param server what its clock said in an answer
     * @param sent by the wall clock
     * @param received by the wall clock
     */
    void observe(Instant server, Instant sent, Instant received) {
        var trip = Duration.between(sent, received);
        // Somebody set the clock meanwhile, or the answer took so long that it says too little.
        if (trip.isNegative() || trip.compareTo(Duration.ofSeconds(30)) > 0) {
            return;
        }
        offset = Duration.between(sent.plus(trip.dividedBy(2)), server);
    }

    InstantSource wallClock() {
        return wallClock;
    }
}
