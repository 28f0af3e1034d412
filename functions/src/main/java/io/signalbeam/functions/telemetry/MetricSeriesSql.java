package io.signalbeam.functions.telemetry;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;

/** Reads series through the tenant's view. */
final class MetricSeriesSql {
    private static final String OF_DEVICE =
            " from metrics where tenant_id = :tenant and device_id = :device and recorded_at >= :from and recorded_at < :to";

    private MetricSeriesSql() {}

    static boolean exists(Handle handle, TenantId tenant, DeviceId device) {
        return handle.createQuery("select 1 from devices where tenant_id = :tenant and id = :device")
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** How many samples there are, counting no further than the limit. */
    static int count(Handle handle, TenantId tenant, DeviceId device, Instant from, Instant to, int limit) {
        return handle.createQuery("select count(*) from (select 1" + OF_DEVICE + " limit :limit) counted")
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .bind("from", from)
                .bind("to", to)
                .bind("limit", limit)
                .mapTo(Integer.class)
                .one();
    }

    /** One query for all of them. A series has no point where no sample of a bucket has a value. */
    static List<MetricSeries.Series> series(
            Handle handle,
            TenantId tenant,
            DeviceId device,
            List<Metric> metrics,
            Instant from,
            Instant to,
            int resolutionSeconds) {
        var columns = IntStream.range(0, metrics.size())
                .mapToObj(i -> aggregates(expression(metrics.get(i), i), resolutionSeconds == 0))
                .collect(Collectors.joining(", "));
        var raw = resolutionSeconds == 0;
        // By its place, because a bound value in the expression would be another parameter wherever it is repeated.
        var query = handle.createQuery("select "
                        + (raw ? "recorded_at" : "date_bin(make_interval(secs => :seconds), recorded_at, 'epoch')")
                        + ", " + columns + OF_DEVICE + (raw ? "" : " group by 1") + " order by 1")
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .bind("from", from)
                .bind("to", to);
        if (!raw) {
            query.bind("seconds", resolutionSeconds);
        }
        for (int i = 0; i < metrics.size(); i++) {
            if (metrics.get(i) instanceof Metric.Custom(String key)) {
                query.bind("key" + i, key);
            }
        }
        var points = new ArrayList<List<List<Number>>>();
        metrics.forEach(metric -> points.add(new ArrayList<>()));
        query.map((row, context) -> {
                    var at = row.getObject(1, OffsetDateTime.class).toInstant().toEpochMilli();
                    for (int i = 0; i < metrics.size(); i++) {
                        var mean = row.getDouble(2 + 3 * i);
                        if (!row.wasNull()) {
                            points.get(i).add(List.of(at, mean, row.getDouble(3 + 3 * i), row.getDouble(4 + 3 * i)));
                        }
                    }
                    return at;
                })
                .list();
        return IntStream.range(0, metrics.size())
                .mapToObj(i -> new MetricSeries.Series(
                        metrics.get(i).wire(), metrics.get(i).unit(), points.get(i)))
                .toList();
    }

    private static String aggregates(String expression, boolean raw) {
        return raw ? "%1$s, %1$s, %1$s".formatted(expression) : "avg(%1$s), min(%1$s), max(%1$s)".formatted(expression);
    }

    /** Never a text from outside: columns are our own words, and keys are bound. */
    private static String expression(Metric metric, int index) {
        return switch (metric) {
            case Metric.Known known -> known.column() + "::double precision";
            case Metric.Custom ignored -> "(custom ->> :key" + index + ")::double precision";
        };
    }
}
