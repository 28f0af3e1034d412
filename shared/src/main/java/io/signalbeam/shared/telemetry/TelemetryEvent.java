package io.signalbeam.shared.telemetry;

import io.signalbeam.shared.id.DeviceId;
import java.time.Instant;
import java.util.UUID;

/**
 * A CloudEvents 1.0 event in structured JSON, content type {@value #CONTENT_TYPE}, as the body of one Event Hubs event.
 *
 * @param id UUIDv7 made on the device; with the source and the time it is the event's key, so that a repeat vanishes
 * @param source the device
 * @param type one of the {@code TYPE_*} constants
 * @param time when it was recorded, by the device's corrected clock, to the millisecond
 * @param data by type: {@link MetricsSample}, {@link LogBatch} or {@link io.signalbeam.shared.report.DeviceReport}
 */
public record TelemetryEvent<T>(String specversion, UUID id, DeviceId source, String type, Instant time, T data) {

    public static final String SPEC_VERSION = "1.0";
    public static final String CONTENT_TYPE = "application/cloudevents+json";
    /** On the hub {@code device-telemetry}. */
    public static final String TYPE_METRICS = "io.signalbeam.device.metrics.v1";
    /** On the hub {@code device-telemetry}: lines that a container wrote. */
    public static final String TYPE_LOG = "io.signalbeam.device.log.v1";
    /** On the hub {@code device-reports}: a whole report. */
    public static final String TYPE_STATE = "io.signalbeam.device.state.v1";
    /** The greatest body that ingest takes, in bytes; a larger one is parked. */
    public static final int MAX_BYTES = 256 * 1024;

    public static <T> TelemetryEvent<T> of(UUID id, DeviceId source, String type, Instant time, T data) {
        return new TelemetryEvent<>(SPEC_VERSION, id, source, type, time, data);
    }

    public TelemetryEvent<T> withData(T other) {
        return new TelemetryEvent<>(specversion, id, source, type, time, other);
    }
}
