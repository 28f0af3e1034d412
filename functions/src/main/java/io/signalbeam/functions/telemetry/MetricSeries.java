package io.signalbeam.functions.telemetry;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Time series of one device, as the API writes it.
 *
 * @param resolutionSeconds length of a bucket; 0 means single samples
 */
record MetricSeries(Instant from, Instant to, int resolutionSeconds, List<Series> series) {

    /** @param points by time, each Unix milliseconds, mean, minimum and maximum */
    record Series(String name, @Nullable String unit, List<List<Number>> points) {}
}
