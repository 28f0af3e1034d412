package io.signalbeam.functions.telemetry;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.telemetry.MetricsSample;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.UUID;

/**
 * One sample as it is stored.
 *
 * @param recordedAt by the device's clock; cut to the microsecond, which is what the database keeps
 * @param seenAt when the cloud first had it: by the broker's clock, or ours where it came over HTTPS
 */
record MetricsRow(
        TenantId tenant, DeviceId device, Instant recordedAt, UUID eventId, Instant seenAt, MetricsSample sample) {

    /** Of one device's samples the greatest is the latest; ids break ties as the database orders them, byte by byte. */
    static final Comparator<MetricsRow> BY_TIME = MetricsRow::compareTime;

    /** By the table's primary key: one device's rows stand together, the latest last. */
    static final Comparator<MetricsRow> BY_KEY = (a, b) -> {
        int device = compareUnsigned(a.device.value(), b.device.value());
        return device != 0 ? device : compareTime(a, b);
    };

    MetricsRow {
        recordedAt = recordedAt.truncatedTo(ChronoUnit.MICROS);
    }

    private static int compareTime(MetricsRow a, MetricsRow b) {
        int time = a.recordedAt.compareTo(b.recordedAt);
        return time != 0 ? time : compareUnsigned(a.eventId, b.eventId);
    }

    private static int compareUnsigned(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }
}
