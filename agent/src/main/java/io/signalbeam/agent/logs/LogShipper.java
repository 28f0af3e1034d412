package io.signalbeam.agent.logs;

import io.signalbeam.agent.pace.RateCap;
import io.signalbeam.agent.runtime.ActualContainer;
import io.signalbeam.agent.runtime.ContainerState;
import io.signalbeam.agent.telemetry.EventRoute;
import io.signalbeam.shared.bundle.LogsSpec;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.telemetry.LogBatch;
import io.signalbeam.shared.telemetry.LogCodec;
import io.signalbeam.shared.telemetry.LogLine;
import io.signalbeam.shared.telemetry.LogLines;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows the containers whose bundles ask for it, and sends what they write. All of it is in memory and bounded: an outage
 * loses lines, and says so in the log; it costs no disk, and metrics no place.
 */
public final class LogShipper implements AutoCloseable {
    /** Within the rate this is a minute of an outage. */
    private static final long MOST_HELD = 1024 * 1024;
    /** Unpacked; packed it is a fraction, and always less than an event may have. */
    private static final long BATCH_BYTES = 96 * 1024;

    private final DeviceId device;
    private final LogSource source;
    private final EventRoute route;
    private final Supplier<List<ActualContainer>> containers;
    private final Function<String, @Nullable LogsSpec> wanted;
    private final Clocks clocks;
    private final RateCap cap;
    private final Instant startedAt;
    private final AtomicLong held = new AtomicLong();
    private final Map<String, Followed> followed = new HashMap<>();

    /**
     * @param host the host's wall clock, by which the engine stamps lines
     * @param correction what makes the server's time of it
     */
    public record Clocks(InstantSource host, Supplier<Duration> correction) {}

    /**
     * @param route straight to the hub; HTTPS takes no logs
     * @param containers as last seen
     * @param wanted what a bundle asks for, by its id; null when nothing
     */
    public LogShipper(
            DeviceId device,
            LogSource source,
            EventRoute route,
            Supplier<List<ActualContainer>> containers,
            Function<String, @Nullable LogsSpec> wanted,
            Clocks clocks,
            RateCap cap) {
        this.device = device;
        this.source = source;
        this.route = route;
        this.containers = containers;
        this.wanted = wanted;
        this.clocks = clocks;
        this.cap = cap;
        this.startedAt = clocks.host().instant();
    }

    private static final class Followed {
        final String bundle;
        final String container;
        final LogBuffer buffer;
        LogSource.@Nullable Following following;
        /** The start of the container whose output is or was followed last. */
        @Nullable Instant start;

        volatile Instant seenUntil;
        int retentionDays;

        Followed(String bundle, String container, LogBuffer buffer, Instant seenUntil) {
            this.bundle = bundle;
            this.container = container;
            this.buffer = buffer;
            this.seenUntil = seenUntil;
        }

        void take(LogLine line) {
            // After a silence the engine is asked once more from where we were, and tells the last line again.
            if (line.at().isAfter(seenUntil)) {
                seenUntil = line.at();
                buffer.add(line);
            }
        }
    }

    /**
     * One round: follows what is to be followed and sends what has come.
     *
     * @return whether there is anything to follow, or to send
     * @throws io.signalbeam.agent.fault.TransientFailure when it could not be sent; it stays, as far as there is room
     */
    public boolean run() throws InterruptedException {
        follow();
        for (var one : List.copyOf(followed.values())) {
            send(one);
        }
        return !followed.isEmpty();
    }

    private void follow() {
        var present = new HashSet<String>();
        for (var container : containers.get()) {
            var spec = wanted.apply(container.bundle());
            if (spec == null || !spec.ship()) {
                continue;
            }
            present.add(container.id());
            var one = followed.computeIfAbsent(
                    container.id(),
                    id -> new Followed(
                            container.bundle(), container.name(), new LogBuffer(cap, held, MOST_HELD), startedAt));
            one.retentionDays = spec.retentionDays();
            follow(container, one);
        }
        followed.entrySet().removeIf(entry -> !present.contains(entry.getKey()) && isDone(entry.getValue()));
    }

    private void follow(ActualContainer container, Followed one) {
        boolean open = one.following != null && !one.following.hasEnded();
        boolean runs = container.state() == ContainerState.RUNNING;
        // An ended one is read once more: it may have come and gone between two rounds.
        if (open || container.startedAt() == null || (!runs && Objects.equals(one.start, container.startedAt()))) {
            return;
        }
        one.start = container.startedAt();
        one.following = source.follow(container.id(), one.seenUntil, one::take);
    }

    /** Removed, or not wanted any more: what it wrote last is still sent. */
    private static boolean isDone(Followed one) {
        if (one.following != null && !one.following.hasEnded()) {
            one.following.close();
            return false;
        }
        return one.buffer.take(1, Instant.EPOCH).isEmpty();
    }

    private void send(Followed one) throws InterruptedException {
        var correction = clocks.correction().get();
        while (true) {
            var now = clocks.host().instant();
            var lines = one.buffer.take(BATCH_BYTES, now);
            if (lines.isEmpty()) {
                return;
            }
            var corrected = lines.stream()
                    .map(line -> new LogLine(line.at().plus(correction), line.stream(), line.text()))
                    .toList();
            var at = now.plus(correction);
            route.publish(List.of(LogCodec.encode(
                    TelemetryEvent.of(UuidV7.at(at), device, TelemetryEvent.TYPE_LOG, at, batch(one, corrected)))));
            one.buffer.forget(lines.size());
        }
    }

    private static LogBatch batch(Followed one, List<LogLine> lines) {
        var first = lines.stream().map(LogLine::at).min(Instant::compareTo).orElseThrow();
        var last = lines.stream().map(LogLine::at).max(Instant::compareTo).orElseThrow();
        return new LogBatch(
                one.bundle, one.container, one.retentionDays, first, last, lines.size(), LogLines.pack(lines));
    }

    @Override
    public void close() {
        followed.values().forEach(one -> {
            if (one.following != null) {
                one.following.close();
            }
        });
    }
}
