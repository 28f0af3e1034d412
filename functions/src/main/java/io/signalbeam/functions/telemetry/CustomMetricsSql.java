package io.signalbeam.functions.telemetry;

import io.signalbeam.functions.intake.Screening;
import io.signalbeam.functions.telemetry.CustomMetrics.Refused;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The tables {@code tenant_metric_names} and {@code metric_refusals}. */
final class CustomMetricsSql {
    /** Names that were known come first: a new one never takes the place of one that is in use. */
    private static final String PLACE = """
            insert into tenant_metric_names (tenant_id, name, seen_on)
            select :tenant, wanted.name, :today
            from unnest(:names) as wanted (name)
                left join tenant_metric_names known on known.tenant_id = :tenant and known.name = wanted.name
            where known.name is not null
                or wanted.name in (
                    select fresh.name from unnest(:names) as fresh (name)
                    where not exists (select from tenant_metric_names m where m.tenant_id = :tenant and m.name = fresh.name)
                    order by fresh.name
                    limit greatest(0, :limit - (select count(*) from tenant_metric_names c where c.tenant_id = :tenant)))
            on conflict (tenant_id, name) do update set seen_on = greatest(tenant_metric_names.seen_on, excluded.seen_on)""";

    private CustomMetricsSql() {}

    /** All names of the tenant that have a place, after as many of these as there is room for were given one. */
    static Map<String, LocalDate> place(
            Handle tx, TenantId tenant, Collection<String> names, LocalDate today, long limit) {
        tx.createUpdate("delete from tenant_metric_names where tenant_id = :tenant and seen_on < :bound")
                .bind("tenant", tenant.value())
                .bind("bound", today.minusDays(Screening.RETENTION.toDays()))
                .execute();
        tx.createUpdate(PLACE)
                .bind("tenant", tenant.value())
                .bind("today", today)
                .bindArray("names", String.class, names.toArray())
                .bind("limit", limit)
                .execute();
        return tx.createQuery("select name, seen_on from tenant_metric_names where tenant_id = :tenant")
                .bind("tenant", tenant.value())
                .reduceRows(new HashMap<String, LocalDate>(), (known, row) -> {
                    known.put(row.getColumn("name", String.class), row.getColumn("seen_on", LocalDate.class));
                    return known;
                });
    }

    /** Counts what was left out, and tells it once a day for each device. */
    static boolean tell(Handle tx, TenantId tenant, List<Refused> values, Instant now, LocalDate today) {
        var last = values.getLast();
        tx.createUpdate("""
                        insert into metric_refusals as r (tenant_id, refused, last_name, last_device_id, last_at)
                        values (:tenant, :count, :name, :device, :now)
                        on conflict (tenant_id) do update set refused = r.refused + excluded.refused,
                            last_name = excluded.last_name, last_device_id = excluded.last_device_id,
                            last_at = excluded.last_at""")
                .bind("tenant", tenant.value())
                .bind("count", values.size())
                .bind("name", last.name())
                .bind("device", last.device().value())
                .bind("now", now)
                .execute();
        var events = tx.prepareBatch("""
                insert into device_events (id, tenant_id, device_id, at, type, severity, message, details)
                values (stable_uuid_v7(:today::date::timestamp at time zone 'UTC', :device || ' metrics refused'), :tenant,
                    :device::uuid, :now, 'io.signalbeam.device.metrics-refused.v1', 'Warning',
                    'A custom metric was left out: the tenant has as many as it may', :details::jsonb)
                on conflict (id) do nothing""");
        values.stream()
                .map(Refused::device)
                .distinct()
                .sorted(Comparator.comparing(Object::toString))
                .forEach(device -> events.bind("today", today)
                        .bind("device", device.toString())
                        .bind("tenant", tenant.value())
                        .bind("now", now)
                        .bind(
                                "details",
                                Json.write(Map.of(
                                        "name",
                                        values.stream()
                                                .filter(value -> value.device().equals(device))
                                                .findFirst()
                                                .orElseThrow()
                                                .name())))
                        .add());
        events.execute();
        return true;
    }
}
