package io.signalbeam.agent.report;

import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.journal.Stored;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.report.DeviceReport;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the newest report until the cloud has it. A report that is overtaken before it went out is left out: the newest
 * says it all.
 */
public final class ReportOutbox {
    private static final Logger LOG = LoggerFactory.getLogger(ReportOutbox.class);

    /** The number of the last report, of a device's whole life. */
    public record Sequence(DeviceId deviceId, long last) {}

    private record Letter(UUID eventId, DeviceReport report, ReportBody body) {}

    private final DeviceId deviceId;
    private final Stored<Sequence> storedSequence;
    private final InstantSource time;
    private final InstantSource steadyClock;
    private final Duration atLatest;
    private final List<ReportRoute> routes;
    private final Runnable news;

    private long sequence;

    @Nullable private Letter unsent;

    @Nullable private ReportBody newest;

    private Instant sentAt = Instant.MIN;

    /**
     * @param time for the reports, corrected by the server's
     * @param atLatest a report is sent after this long even when nothing changed
     * @param routes in the order in which they are tried
     * @param news called when there is something to send
     */
    public ReportOutbox(
            DeviceId deviceId,
            Stored<Sequence> storedSequence,
            InstantSource time,
            InstantSource steadyClock,
            Duration atLatest,
            List<ReportRoute> routes,
            Runnable news) {
        this.deviceId = deviceId;
        this.storedSequence = storedSequence;
        this.time = time;
        this.steadyClock = steadyClock;
        this.atLatest = atLatest;
        this.routes = List.copyOf(routes);
        this.news = news;
        this.sequence = storedSequence
                .load()
                .filter(before -> before.deviceId().equals(deviceId))
                .map(Sequence::last)
                .orElse(0L);
    }

    /** Takes what was seen; it is sent when it differs from what was seen before. */
    public void offer(ReportBody body) {
        synchronized (this) {
            if (body.equals(newest)) {
                return;
            }
            newest = body;
            unsent = letter(body);
        }
        news.run();
    }

    /**
     * Sends what there is to send.
     *
     * @return how long until something is due again, unless there is news
     * @throws TransientFailure when no route took it; it stays
     */
    public Duration flush() throws InterruptedException {
        var letter = due();
        if (letter == null) {
            return rest();
        }
        TransientFailure last = null;
        for (var route : routes) {
            try {
                route.send(letter.eventId(), letter.report());
                LOG.info("report {} is sent over {}", letter.report().sequence(), route.name());
                sent(letter);
                return rest();
            } catch (TransientFailure e) {
                LOG.debug("report {} over {}: {}", letter.report().sequence(), route.name(), e.reason());
                last = e;
            } catch (PermanentFailure e) {
                last = new TransientFailure(e.code(), route.name() + " refuses the report: " + e.reason(), e);
            }
        }
        throw last == null ? new TransientFailure("unreachable", "there is no way for a report", null) : last;
    }

    private synchronized @Nullable Letter due() {
        boolean old = Duration.between(sentAt, steadyClock.instant()).compareTo(atLatest) >= 0;
        if (unsent == null && newest != null && old) {
            unsent = letter(newest);
        }
        return unsent;
    }

    private synchronized void sent(Letter letter) {
        sentAt = steadyClock.instant();
        if (letter.equals(unsent)) {
            unsent = null;
        }
    }

    private synchronized Duration rest() {
        if (unsent != null) {
            return Duration.ZERO;
        }
        return sentAt.equals(Instant.MIN) ? atLatest : atLatest.minus(Duration.between(sentAt, steadyClock.instant()));
    }

    private Letter letter(ReportBody body) {
        sequence++;
        try {
            storedSequence.save(new Sequence(deviceId, sequence));
        } catch (UncheckedIOException e) {
            LOG.warn("{}; a restart may repeat a report's number", e.getMessage());
        }
        var at = time.instant();
        var report = new DeviceReport(
                DeviceReport.SCHEMA,
                deviceId,
                sequence,
                body.observedGeneration(),
                at,
                body.agent(),
                body.bundles(),
                body.containers());
        return new Letter(UuidV7.at(at), report, body);
    }
}
