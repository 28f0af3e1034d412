package io.signalbeam.functions.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With OpenTelemetry's own SDK, as the Application Insights agent brings one. */
class IngestNumbersTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final TenantId ACME = TenantId.random();
    private static final TenantId OTHER = TenantId.random();

    private final InMemoryMetricReader reader = InMemoryMetricReader.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setMeterProvider(
                    SdkMeterProvider.builder().registerMetricReader(reader).build())
            .build();
    private final IngestNumbers numbers = new IngestNumbers(sdk, InstantSource.fixed(NOW));

    @AfterEach
    void close() {
        sdk.close();
    }

    private static Delivery delivery(String partition, long sequence, Instant enqueuedAt) {
        return new Delivery(
                new Delivery.Position("device-telemetry", partition, sequence, enqueuedAt),
                null,
                JsonNodeFactory.instance.objectNode(),
                new byte[0]);
    }

    private static Accepted<String> accepted(TenantId tenant, Instant recordedAt) {
        var event = TelemetryEvent.of(UUID.randomUUID(), DeviceId.random(), "any", recordedAt, "any");
        return new Accepted<>(delivery("0", 1, NOW), tenant, event);
    }

    /** The values of a counter or gauge, by what they are of. */
    private Map<Attributes, Double> values(String name) {
        var found = reader.collectAllMetrics().stream()
                .filter(metric -> metric.getName().equals("signalbeam.ingest." + name))
                .toList();
        return found.isEmpty() ? Map.of() : values(found.getFirst());
    }

    private static Map<Attributes, Double> values(MetricData metric) {
        return switch (metric.getType()) {
            case LONG_SUM ->
                metric.getLongSumData().getPoints().stream()
                        .collect(Collectors.toMap(point -> point.getAttributes(), point -> (double) point.getValue()));
            case DOUBLE_GAUGE ->
                metric.getDoubleGaugeData().getPoints().stream()
                        .collect(Collectors.toMap(point -> point.getAttributes(), point -> point.getValue()));
            default -> throw new AssertionError(metric);
        };
    }

    private static Attributes of(TenantId tenant) {
        return Attributes.of(IngestNumbers.HUB, "device-telemetry", TenantSeries.TENANT, tenant.toString());
    }

    @Test
    void counts_events_and_late_ones_and_duplicates_by_tenant() {
        var late = NOW.minus(IngestNumbers.LATE);
        numbers.taken(
                List.of(accepted(ACME, NOW), accepted(ACME, late), accepted(ACME, late.minusMillis(1))),
                Map.of(ACME, 2));
        numbers.taken(List.of(accepted(ACME, NOW), accepted(OTHER, NOW)));

        assertThat(values("events")).isEqualTo(Map.of(of(ACME), 4.0, of(OTHER), 1.0));
        assertThat(values("late")).isEqualTo(Map.of(of(ACME), 1.0));
        assertThat(values("duplicates")).isEqualTo(Map.of(of(ACME), 1.0));
    }

    @Test
    void counts_parked_events_by_reason() {
        var nobodys = new Poison(delivery("0", 1, NOW), null, Reason.UNKNOWN_DEVICE, "");
        var own = new Poison(delivery("0", 2, NOW), ACME, Reason.MALFORMED, "");
        numbers.parked(List.of(nobodys, own, own));

        assertThat(values("parked"))
                .isEqualTo(Map.of(
                        parked(ACME.toString(), "malformed"), 2.0, parked(TenantSeries.NOBODY, "unknown-device"), 1.0));
    }

    private static Attributes parked(String tenant, String reason) {
        return Attributes.of(
                IngestNumbers.HUB, "device-telemetry", TenantSeries.TENANT, tenant, IngestNumbers.REASON, reason);
    }

    @Test
    void shows_how_far_behind_each_partition_is_from_the_first_try_on() {
        var batch = List.of(
                delivery("1", 7, NOW.minusSeconds(90)),
                delivery("1", 8, NOW.minusSeconds(30)),
                delivery("1", 9, NOW.plusSeconds(1)));
        var partition = Attributes.of(IngestNumbers.HUB, "device-telemetry", IngestNumbers.PARTITION, "1");

        numbers.begun(batch);
        assertThat(values("lag")).isEqualTo(Map.of(partition, 90.0));

        numbers.done(batch);
        assertThat(values("lag")).as("clocks that differ are no negative lag").isEqualTo(Map.of(partition, 0.0));
    }

    @Test
    void tenants_beyond_the_bound_share_a_series() {
        IntStream.range(0, TenantSeries.MOST + 50)
                .forEach(i -> numbers.taken(List.of(accepted(TenantId.random(), NOW))));

        var tenants = values("events").entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().get(TenantSeries.TENANT), Map.Entry::getValue));
        assertThat(tenants).hasSize(TenantSeries.MOST + 1).containsEntry(TenantSeries.OTHERS, 50.0);
    }
}
