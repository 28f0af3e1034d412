package io.signalbeam.functions.telemetry;

import io.signalbeam.shared.id.DeviceId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The devices with the greatest or least values of a metric, as the API writes it.
 *
 * @param from where the first bucket begins that was looked at
 * @param resolutionSeconds length of the buckets that were looked at
 */
record TopDevices(
        String name,
        @Nullable String unit,
        Aggregation aggregation,
        Instant from,
        Instant to,
        int resolutionSeconds,
        List<Item> items) {

    record Item(DeviceId deviceId, String deviceName, double value) {}

    /** Over the range; the names are the API's. */
    enum Aggregation {
        Avg("sum(r.sum) / sum(r.samples)"),
        Min("min(r.min)"),
        Max("max(r.max)"),
        Last("(array_agg(r.last order by r.last_at desc))[1]");

        private final String sql;

        Aggregation(String sql) {
            this.sql = sql;
        }

        String sql() {
            return sql;
        }
    }
}
