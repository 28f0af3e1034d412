package io.signalbeam.functions.telemetry;

import io.signalbeam.functions.selectors.SelectorSql;
import io.signalbeam.functions.telemetry.ReadFleetMetrics.Scope;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Reads roll-ups of many devices: by each device's own key, so that it costs what the tenant's devices have, however many
 * rows of other tenants lie beside them.
 */
final class FleetMetricsSql {
    private FleetMetricsSql() {}

    static boolean groupExists(Handle tx, TenantId tenant, GroupId group) {
        return tx.createQuery("select 1 from groups where tenant_id = :tenant and id = :group")
                .bind("tenant", tenant.value())
                .bind("group", group.value())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    static int count(Handle tx, TenantId tenant, Scope scope) {
        return query(tx, tenant, scope, " select count(*) from members")
                .mapTo(Integer.class)
                .one();
    }

    /** One query for all of them. A series has no point where no device sent anything. */
    static List<FleetSeries.Series> series(
            Handle tx,
            TenantId tenant,
            Scope scope,
            List<Metric> metrics,
            FleetResolution resolution,
            Instant from,
            Instant to) {
        var points = new HashMap<String, List<List<Number>>>();
        metrics.forEach(metric -> points.put(metric.wire(), new ArrayList<>()));
        query(tx, tenant, scope, """
                , devices as (
                    select m.id, r.metric, date_bin(make_interval(secs => :seconds), r.bucket, 'epoch') as at,
                        sum(r.samples) as samples, sum(r.sum) as sum, min(r.min) as min, max(r.max) as max
                    from members m cross join lateral (
                        select x.metric, x.bucket, x.samples, x.sum, x.min, x.max from %s x
                        where x.tenant_id = :tenant and x.device_id = m.id and x.metric = any (:metrics)
                            and x.bucket >= :from and x.bucket < :to offset 0
                    ) r
                    group by 1, 2, 3
                )
                select metric, at, sum(sum) / sum(samples), min(min), max(max),
                    percentile_cont(0.5) within group (order by sum / samples), count(*)
                from devices group by metric, at order by at""".formatted(resolution.rollup().view()))
                .bind("seconds", resolution.seconds())
                .bindArray(
                        "metrics",
                        String.class,
                        metrics.stream().map(Metric::wire).toArray())
                .bind("from", resolution.rollup().bucketOf(from))
                .bind("to", to)
                .map((row, context) -> points.getOrDefault(row.getString(1), new ArrayList<>())
                        .add(List.of(
                                row.getObject(2, OffsetDateTime.class)
                                        .toInstant()
                                        .toEpochMilli(),
                                row.getDouble(3),
                                row.getDouble(4),
                                row.getDouble(5),
                                row.getDouble(6),
                                row.getInt(7))))
                .list();
        return metrics.stream()
                .map(metric -> new FleetSeries.Series(
                        metric.wire(), metric.unit(), points.getOrDefault(metric.wire(), List.of())))
                .toList();
    }

    static List<TopDevices.Item> top(
            Handle tx,
            TenantId tenant,
            Scope scope,
            Metric metric,
            Rollup rollup,
            TopDevices.Aggregation aggregation,
            boolean least,
            int limit,
            Instant from,
            Instant to) {
        return query(tx, tenant, scope, """
                 select m.id, m.name, v.value
                from members m cross join lateral (
                    select %s as value from %s r
                    where r.tenant_id = :tenant and r.device_id = m.id and r.metric = :metric
                        and r.bucket >= :from and r.bucket < :to
                ) v
                where v.value is not null order by v.value %s, m.id limit :limit""".formatted(aggregation.sql(), rollup.view(), least ? "asc" : "desc"))
                .bind("metric", metric.wire())
                .bind("from", from)
                .bind("to", to)
                .bind("limit", limit)
                .map((row, context) -> new TopDevices.Item(
                        new DeviceId(row.getObject(1, UUID.class)), row.getString(2), row.getDouble(3)))
                .list();
    }

    private static Query query(Handle tx, TenantId tenant, Scope scope, String rest) {
        var selector = SelectorSql.of(scope.selector(), "d.attributes");
        return selector.bind(tx.createQuery("""
            with members as materialized (
                select d.id, d.name from devices d
                where d.tenant_id = :tenant and d.lifecycle <> 'Decommissioned' and %s
                    and (:group::uuid is null or exists (select from group_members g
                        where g.tenant_id = :tenant and g.group_id = :group and g.device_id = d.id))
            )""".formatted(selector.condition()) + rest))
                .bind("tenant", tenant.value())
                .bind("group", scope.group() == null ? null : scope.group().value());
    }
}
