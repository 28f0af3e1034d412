package io.signalbeam.local.fleet;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.telemetry.MetricsSample;
import io.signalbeam.shared.telemetry.MetricsSample.ContainerSample;
import io.signalbeam.shared.telemetry.TelemetryCodec;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** A sample for whoever needs very many: all that a device measures, a metric of its own and a container. */
public final class TypicalEvent {

    private static final long A_DAY = 86_400;

    private TypicalEvent() {}

    /** What the event of a number says of the device's uptime, which is that of no other number. */
    public static long uptimeSeconds(long number) {
        return A_DAY + number;
    }

    /**
     * The body of an event with an id of its own.
     *
     * @param at when it was recorded; cut to the millisecond, as on the wire
     * @param number at least 0; what is measured changes with it
     */
    public static byte[] body(DeviceId device, Instant at, long number) {
        var recorded = at.truncatedTo(ChronoUnit.MILLIS);
        var sample = new MetricsSample(
                uptimeSeconds(number),
                20.0 + number % 50,
                (1L << 30) + number,
                4L << 30,
                (9L << 30) + number,
                32L << 30,
                0.5 + number % 7,
                48.5,
                1_000_000L + number,
                500_000L + number,
                null,
                Map.of("queue_depth", (double) (number % 10)),
                List.of(new ContainerSample("shop", "till", 3.5 + number % 3, 40L << 20, 0)));
        return TelemetryCodec.encodeMetrics(
                TelemetryEvent.of(UuidV7.at(recorded), device, TelemetryEvent.TYPE_METRICS, recorded, sample));
    }
}
