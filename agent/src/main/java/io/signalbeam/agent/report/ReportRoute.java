package io.signalbeam.agent.report;

import io.signalbeam.shared.report.DeviceReport;
import java.util.UUID;

/** A way to the cloud for a report. */
public interface ReportRoute {

    /** For logs: {@code Event Hubs}, {@code HTTPS}. */
    String name();

    /**
     * @param eventId the same for every try of the same report
     * @throws io.signalbeam.agent.fault.TransientFailure when it did not arrive, or nobody knows whether it did
     * @throws io.signalbeam.agent.fault.PermanentFailure when it was refused
     */
    void send(UUID eventId, DeviceReport report) throws InterruptedException;
}
