package io.signalbeam.functions.telemetry;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

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

    /** Single samples, with whatever of these metrics they have. */
    static Map<Metric, List<List<Number>>> samples(
            Handle handle, TenantId tenant, DeviceId device, List<Metric> metrics, Instant from, Instant to) {
        var columns = each(metrics, (expression, i) -> expression);
        var points = new LinkedHashMap<Metric, List<List<Number>>>();
        metrics.forEach(metric -> points.put(metric, new ArrayList<>()));
        bound(handle, "select recorded_at, " + columns + OF_DEVICE + " order by 1", tenant, device, metrics, from, to)
                .map((row, context) -> {
                    var at = row.getObject(1, OffsetDateTime.class).toInstant().toEpochMilli();
                    int column = 2;
                    for (var of : points.values()) {
                        var value = row.getDouble(column++);
                        if (!row.wasNull()) {
                            of.add(List.of(at, value, value, value));
                        }
                    }
                    return at;
                })
                .list();
        return points;
    }

    /** Samples rolled up on the spot, one query for all metrics. */
    static List<RollupSql.Bucket> buckets(
            Handle handle,
            TenantId tenant,
            DeviceId device,
            List<Metric> metrics,
            Instant from,
            Instant to,
            int seconds) {
        var columns = each(metrics, (e, i) -> "count(%1$s), sum(%1$s), min(%1$s), max(%1$s)".formatted(e));
        // By its place, because a bound value in the expression would be another parameter wherever it is repeated.
        var query = "select date_bin(make_interval(secs => :seconds), recorded_at, 'epoch'), " + columns + OF_DEVICE
                + " group by 1";
        var buckets = new ArrayList<RollupSql.Bucket>();
        bound(handle, query, tenant, device, metrics, from, to)
                .bind("seconds", seconds)
                .map((row, context) -> {
                    var begin = row.getObject(1, OffsetDateTime.class).toInstant();
                    int column = 2;
                    for (var metric : metrics) {
                        long samples = row.getLong(column);
                        if (samples > 0) {
                            buckets.add(new RollupSql.Bucket(
                                    metric.wire(),
                                    begin,
                                    samples,
                                    row.getDouble(column + 1),
                                    row.getDouble(column + 2),
                                    row.getDouble(column + 3)));
                        }
                        column += 4;
                    }
                    return begin;
                })
                .list();
        return buckets;
    }

    private static String each(List<Metric> metrics, BiFunction<String, Integer, String> columns) {
        return IntStream.range(0, metrics.size())
                .mapToObj(i -> columns.apply(SampleSql.value(metrics.get(i), i), i))
                .collect(Collectors.joining(", "));
    }

    private static Query bound(
            Handle handle,
            String sql,
            TenantId tenant,
            DeviceId device,
            List<Metric> metrics,
            Instant from,
            Instant to) {
        var query = handle.createQuery(sql)
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .bind("from", from)
                .bind("to", to);
        for (int i = 0; i < metrics.size(); i++) {
            SampleSql.bind(query, metrics.get(i), i);
        }
        return query;
    }
}
