package io.signalbeam.agent.cloud;

import io.signalbeam.agent.pace.SteadyClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The time, as the server's answers say it. Until the first answer it is the wall clock's; from then on seconds are
 * counted by a clock that nobody sets, so that a wall clock that is set, by an hour or by ten years, changes nothing. A
 * wall clock that is right enough is believed: the way of an answer alone makes a difference of {@link #TOLERANCE}.
 */
public final class ServerClock implements InstantSource {
    public static final Duration TOLERANCE = Duration.ofSeconds(2);

    private final InstantSource wallClock;
    private final InstantSource steadyClock;

    /** What the server's clock is ahead of the steady one. */
    @Nullable private volatile Duration ahead;

    @Nullable private volatile Instant told;

    public ServerClock(InstantSource wallClock) {
        this(wallClock, new SteadyClock());
    }

    ServerClock(InstantSource wallClock, InstantSource steadyClock) {
        this.wallClock = wallClock;
        this.steadyClock = steadyClock;
    }

    @Override
    public Instant instant() {
        var wall = wallClock.instant();
        return wall.plus(believed(skew(wall)));
    }

    /** What is added to the wall clock; zero while it is right enough. */
    public Duration correction() {
        return believed(skew());
    }

    /** What the server's clock is ahead of the wall clock, however little; zero before it has answered. */
    public Duration skew() {
        return skew(wallClock.instant());
    }

    private Duration skew(Instant wall) {
        var known = ahead;
        return known == null
                ? Duration.ZERO
                : Duration.between(wall, steadyClock.instant().plus(known));
    }

    private static Duration believed(Duration skew) {
        return skew.abs().compareTo(TOLERANCE) > 0 ? skew : Duration.ZERO;
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
     * @param sent by {@link #steadyClock()}
     * @param received by the same
     */
    void observe(Instant server, Instant sent, Instant received) {
        var trip = Duration.between(sent, received);
        // An answer that took so long says too little.
        if (trip.compareTo(Duration.ofSeconds(30)) <= 0) {
            ahead = Duration.between(sent.plus(trip.dividedBy(2)), server);
        }
    }

    InstantSource steadyClock() {
        return steadyClock;
    }
}
