package io.signalbeam.functions.telemetry;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Time series of many devices taken together, as the API writes it.
 *
 * @param resolutionSeconds length of a bucket
 * @param devices that were looked at, whether they sent anything or not
 */
record FleetSeries(Instant from, Instant to, int resolutionSeconds, int devices, List<Series> series) {

    /**
     * @param points by time, each Unix milliseconds, mean of all samples, minimum, maximum, median of the devices' means, and
     *     how many devices sent it
     */
    record Series(String name, @Nullable String unit, List<List<Number>> points) {}
}
