package io.signalbeam.functions.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.opentelemetry.api.OpenTelemetry;
import io.signalbeam.functions.telemetry.TakeTelemetry;
import io.signalbeam.functions.testing.Enrolled;
import io.signalbeam.functions.testing.Meters;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.telemetry.MetricsSample;
import io.signalbeam.shared.telemetry.TelemetryCodec;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What ingest says of itself when it meets repetitions, with OpenTelemetry's own SDK and a real database. */
class IngestNumbersIT {

    @Test
    void a_batch_that_comes_twice_counts_its_repetitions_by_tenant_and_its_poison_once() {
        try (var cloud = new TestCloud();
                var meters = Meters.cumulative()) {
            var acmes = cloud.tenant("acme");
            var others = cloud.tenant("other");
            var take = cloud.app.with(OpenTelemetry.class, meters.sdk()).get(TakeTelemetry.class);
            var acme = Enrolled.in(cloud, "acme", "till", Map.of());
            var other = Enrolled.in(cloud, "other", "till", Map.of());
            var now = cloud.clock.instant();
            var batch = new ArrayList<>(List.of(good(acme, 1, now), good(acme, 2, now), good(other, 3, now)));
            batch.add(delivery(acme, 4, "{".getBytes(StandardCharsets.UTF_8), now));

            take.take(batch);
            assertThat(sums(meters, acmes)).isEqualTo(Map.of("events", 2L, "parked", 1L));

            take.take(batch);
            take.take(List.of(good(acme, 5, now)));
            assertThat(sums(meters, acmes)).isEqualTo(Map.of("duplicates", 2L, "events", 5L, "parked", 1L));
            assertThat(sums(meters, others)).isEqualTo(Map.of("duplicates", 1L, "events", 2L));
        }
    }

    private static Delivery good(Enrolled device, long sequence, Instant now) {
        var sample =
                new MetricsSample(1L, 20.0, null, null, null, null, null, null, null, null, null, Map.of(), List.of());
        var event = TelemetryEvent.of(UuidV7.random(), device.id(), TelemetryEvent.TYPE_METRICS, now, sample);
        return delivery(device, sequence, TelemetryCodec.encodeMetrics(event), now);
    }

    private static Delivery delivery(Enrolled device, long sequence, byte[] body, Instant now) {
        return new Delivery(
                new Delivery.Position("device-telemetry", "0", sequence, now),
                device.id().toString(),
                JsonNodeFactory.instance.objectNode(),
                body);
    }

    /** Of a tenant, by name. */
    private static Map<String, Long> sums(Meters meters, TenantId tenant) {
        var sums = new TreeMap<String, Long>();
        for (var metric : meters.collect()) {
            for (var point : metric.getLongSumData().getPoints()) {
                if (tenant.toString().equals(point.getAttributes().get(TenantSeries.TENANT))) {
                    sums.put(metric.getName().replace("signalbeam.ingest.", ""), point.getValue());
                }
            }
        }
        return sums;
    }
}
