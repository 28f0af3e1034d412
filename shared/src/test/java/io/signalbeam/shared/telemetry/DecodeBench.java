package io.signalbeam.shared.telemetry;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.validation.Validated;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Prints how long decoding one usual event takes, best of several rounds. Run by hand: it asserts nothing. */
public final class DecodeBench {
    private static final int EVENTS = 200_000;

    private DecodeBench() {}

    public static void main(String[] args) {
        var sample = new MetricsSample(
                86_400L,
                23.4,
                1_500_000_000L,
                4_000_000_000L,
                9_000_000_000L,
                32_000_000_000L,
                0.42,
                51.5,
                123_456_789L,
                987_654_321L,
                -120L,
                Map.of("queue.depth", 12.0),
                List.of(
                        new MetricsSample.ContainerSample("warehouse", "temp-sensor", 3.5, 50_000_000L, 0),
                        new MetricsSample.ContainerSample("warehouse", "cache", 1.5, 20_000_000L, 1)));
        var body = TelemetryCodec.encodeMetrics(TelemetryEvent.of(
                UuidV7.random(), DeviceId.random(), TelemetryEvent.TYPE_METRICS, Instant.now(), sample));
        double best = Double.MAX_VALUE;
        for (int round = 0; round < 12; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < EVENTS; i++) {
                if (!(TelemetryCodec.decode(body) instanceof Validated.Valid<DecodedEvent>)) {
                    throw new IllegalStateException("the event that is measured must be a good one");
                }
            }
            best = Math.min(best, (System.nanoTime() - start) / (double) EVENTS);
        }
        System.out.printf("%d bytes, %.0f ns/event%n", body.length, best);
    }
}
