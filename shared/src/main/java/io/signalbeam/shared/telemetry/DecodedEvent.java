package io.signalbeam.shared.telemetry;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.report.DeviceReport;
import java.time.Instant;
import java.util.UUID;

/**
 * An event that ingest can take: its attributes are right, and so is its payload where the type is known. Whether it may
 * come from where it came, and whether its time is possible, is for ingest to say.
 */
public sealed interface DecodedEvent {
    UUID id();

    DeviceId source();

    /** To the millisecond. */
    Instant time();

    record MetricsEvent(UUID id, DeviceId source, Instant time, MetricsSample sample) implements DecodedEvent {}

    record StateEvent(UUID id, DeviceId source, Instant time, DeviceReport report) implements DecodedEvent {}

    /** From an agent newer or older than this code; its payload was not looked at. */
    record UnknownType(UUID id, DeviceId source, Instant time, String type) implements DecodedEvent {}
}
