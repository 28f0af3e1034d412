package io.signalbeam.agent.telemetry;

import java.util.List;

/** A way to the cloud for telemetry. */
public interface EventRoute {

    /** For logs: {@code Event Hubs}, {@code HTTPS}. */
    String name();

    /** The most events that one call should be given. */
    int batch();

    /**
     * @param events CloudEvents in JSON
     * @throws io.signalbeam.agent.fault.TransientFailure when not all of them arrived
     * @throws io.signalbeam.agent.fault.PermanentFailure when they were refused
     */
    void publish(List<byte[]> events) throws InterruptedException;
}
