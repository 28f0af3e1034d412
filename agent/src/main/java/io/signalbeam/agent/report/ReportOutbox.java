package io.signalbeam.agent.report;

import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.report.DeviceReport;
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

    private record Sight(ReportBody body, Instant at) {}

    private record Letter(Sight sight, UUID eventId, DeviceReport report) {}

    private final DeviceId deviceId;
    private final ReportNumbers numbers;
    /** Made anew at each start: of two agents with one identity, each has its own. */
    private final String instance = UuidV7.random().toString();

    private final InstantSource time;
    private final InstantSource steadyClock;
    private final Duration atLatest;
    private final List<ReportRoute> routes;
    private final Runnable news;

    @Nullable private Sight unsent;

    @Nullable private ReportBody newest;

    /** Of the sight that is being sent: every try of it is the same report. */
    @Nullable private Letter tried;

    private Instant sentAt = Instant.MIN;

    /**
     * @param time for the reports, corrected by the server's
     * @param atLatest a report is sent after this long even when nothing changed
     * @param routes in the order in which they are tried
     * @param news called when there is something to send
     */
    public ReportOutbox(
            DeviceId deviceId,
            ReportNumbers numbers,
            InstantSource time,
            InstantSource steadyClock,
            Duration atLatest,
            List<ReportRoute> routes,
            Runnable news) {
        this.deviceId = deviceId;
        this.numbers = numbers;
        this.time = time;
        this.steadyClock = steadyClock;
        this.atLatest = atLatest;
        this.routes = List.copyOf(routes);
        this.news = news;
    }

    /** Takes what was seen; it is sent when it differs from what was seen before. */
    public void offer(ReportBody body) {
        synchronized (this) {
            if (body.equals(newest)) {
                return;
            }
            newest = body;
            unsent = new Sight(body, time.instant());
        }
        news.run();
    }

    /**
     * Sends what there is to send; called by one thread at a time.
     *
     * @return how long until something is due again, unless there is news
     * @throws TransientFailure when no route took it; it stays
     */
    public Duration flush() throws InterruptedException {
        var sight = due();
        if (sight == null) {
            return rest();
        }
        var letter = letter(sight);
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

    /** Whether a report of this process was taken by any route. */
    public synchronized boolean hasSent() {
        return !sentAt.equals(Instant.MIN);
    }

    private synchronized @Nullable Sight due() {
        boolean old = Duration.between(sentAt, steadyClock.instant()).compareTo(atLatest) >= 0;
        if (unsent == null && newest != null && old) {
            unsent = new Sight(newest, time.instant());
        }
        return unsent;
    }

    private synchronized void sent(Letter letter) {
        tried = null;
        sentAt = steadyClock.instant();
        if (letter.sight().equals(unsent)) {
            unsent = null;
        }
    }

    private synchronized Duration rest() {
        if (unsent != null) {
            return Duration.ZERO;
        }
        return hasSent() ? atLatest.minus(Duration.between(sentAt, steadyClock.instant())) : atLatest;
    }

    // Not under the lock: the number may have to wait for the cloud, and what is seen meanwhile must not.
    private Letter letter(Sight sight) throws InterruptedException {
        var before = tried;
        if (before != null && before.sight().equals(sight)) {
            return before;
        }
        var body = sight.body();
        var report = new DeviceReport(
                DeviceReport.SCHEMA,
                deviceId,
                numbers.next(),
                body.observedGeneration(),
                sight.at(),
                body.agent(),
                body.bundles(),
                body.containers(),
                instance,
                body.commands());
        var letter = new Letter(sight, UuidV7.at(sight.at()), report);
        tried = letter;
        return letter;
    }
}
