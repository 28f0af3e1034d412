package io.signalbeam.agent.report;

import io.signalbeam.agent.journal.Stored;
import io.signalbeam.shared.id.DeviceId;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Numbers the reports of a device's whole life, so that they rise whatever is lost: a number at or below one that the
 * cloud has taken makes a report stale.
 *
 * <p>A number is the cloud's time in milliseconds, or one more than the last number, whichever is greater. Why that is
 * enough, with the file of the last number lost, restored from a copy or never written:
 *
 * <ol>
 *   <li>No number is ahead of the cloud's clock at its making: reports go out at least 50 ms apart, and add one each to
 *       what began at or below that clock.
 *   <li>No number is made before this process has heard that clock, which is later than the making of all numbers of
 *       earlier processes.
 * </ol>
 *
 * <p>The device's own clock has no part in it, so that it may jump. The file guards against the one thing left, a
 * cloud whose servers' clocks disagree. Asking the cloud for the last number that it knows would not do: reports may
 * still wait in Event Hubs that it has not seen.
 */
public final class ReportNumbers {
    private static final Logger LOG = LoggerFactory.getLogger(ReportNumbers.class);

    /** The number of the last report, of a device's whole life. */
    public record Last(DeviceId deviceId, long last) {}

    /** The cloud's clock. */
    @FunctionalInterface
    public interface CloudTime {
        /**
         * @return milliseconds since 1970 by the cloud's clock, at some moment since this process began
         * @throws io.signalbeam.agent.fault.TransientFailure when the cloud has not told it yet
         */
        long millis() throws InterruptedException;
    }

    private final DeviceId deviceId;
    private final Stored<Last> stored;
    private final CloudTime cloudTime;
    private long last;

    public ReportNumbers(DeviceId deviceId, Stored<Last> stored, CloudTime cloudTime) {
        this.deviceId = deviceId;
        this.stored = stored;
        this.cloudTime = cloudTime;
        this.last = stored.load()
                .filter(before -> before.deviceId().equals(deviceId))
                .map(Last::last)
                .orElse(0L);
    }

    /**
     * The next number, kept on disk before anybody sees it.
     *
     * @throws io.signalbeam.agent.fault.TransientFailure when the cloud has not told its time since the start
     */
    synchronized long next() throws InterruptedException {
        last = Math.max(last + 1, cloudTime.millis());
        try {
            stored.save(new Last(deviceId, last));
        } catch (UncheckedIOException e) {
            LOG.warn("{}; a restart takes the next report's number from the cloud's clock alone", e.getMessage());
        }
        return last;
    }
}
