package io.signalbeam.functions.testing;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.util.Collection;

/** OpenTelemetry's own SDK, and what would be exported of its metrics. */
public record Meters(OpenTelemetrySdk sdk, InMemoryMetricReader reader) implements AutoCloseable {

    /** Counters since the start. */
    public static Meters cumulative() {
        return of(InMemoryMetricReader.create());
    }

    /** What came since the last look: a number that is not told again is not exported again. */
    public static Meters delta() {
        return of(InMemoryMetricReader.createDelta());
    }

    private static Meters of(InMemoryMetricReader reader) {
        var provider = SdkMeterProvider.builder().registerMetricReader(reader).build();
        return new Meters(OpenTelemetrySdk.builder().setMeterProvider(provider).build(), reader);
    }

    public Collection<MetricData> collect() {
        return reader.collectAllMetrics();
    }

    @Override
    public void close() {
        sdk.close();
    }
}
