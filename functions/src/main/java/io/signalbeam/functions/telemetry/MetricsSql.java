package io.signalbeam.functions.telemetry;

import io.signalbeam.functions.transaction.BinaryRows;
import io.signalbeam.functions.transaction.Copy;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.json.Json;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Writes samples: four statements a batch, however many rows and devices. */
final class MetricsSql {
    private static final String COLUMNS = """
            tenant_id, device_id, recorded_at, event_id, received_at, uptime_seconds, cpu_percent, memory_used_bytes,
            memory_total_bytes, disk_used_bytes, disk_total_bytes, load1, temperature_celsius, network_received_bytes,
            network_sent_bytes, clock_offset_millis, custom, containers""";
    private static final int COPIED_COLUMNS = 20;

    /**
     * Kept by the session, emptied by the commit. The number in its name rises when its columns change, because a pooled
     * session may outlive a deployment.
     */
    private static final String INCOMING = """
            create temporary table if not exists incoming_metrics_1 (
                tenant_id uuid, device_id uuid, recorded_at timestamptz, event_id uuid, received_at timestamptz,
                uptime_seconds bigint, cpu_percent double precision, memory_used_bytes bigint, memory_total_bytes bigint,
                disk_used_bytes bigint, disk_total_bytes bigint, load1 double precision,
                temperature_celsius double precision, network_received_bytes bigint, network_sent_bytes bigint,
                clock_offset_millis bigint, custom jsonb, containers jsonb,
                latest jsonb, seen_at timestamptz
            ) on commit delete rows""";

    private static final String COPY_IN = "copy incoming_metrics_1 from stdin (format binary)";

    /** In the order of the key, which also keeps two writers from waiting for each other in a circle. */
    private static final String STORE = """
            insert into metrics_of_all_tenants (%1$s) select %1$s from incoming_metrics_1
            order by device_id, recorded_at, event_id on conflict do nothing""".formatted(COLUMNS);

    /**
     * Only the row that is its device's latest in this batch carries {@code latest}, and with it the latest time at which
     * the device was seen. A device whose event lay in the hub for long is not online for that.
     */
    private static final String LATEST = """
            with seen as (
                insert into device_state as s (device_id, tenant_id, connectivity, connectivity_since, last_seen_at,
                    metrics, metrics_at, metrics_event_id)
                select device_id, tenant_id, case when seen_at > :onlineAfter then 'Online' else 'Offline' end, :now,
                    seen_at, latest, recorded_at, event_id
                from incoming_metrics_1 where latest is not null order by device_id
                on conflict (device_id) do update set
                    connectivity = case when excluded.connectivity = 'Online' or s.connectivity = 'Never'
                        then excluded.connectivity else s.connectivity end,
                    connectivity_since = case when s.connectivity = 'Never'
                            or (excluded.connectivity = 'Online' and s.connectivity <> 'Online')
                        then excluded.connectivity_since else s.connectivity_since end,
                    last_seen_at = greatest(s.last_seen_at, excluded.last_seen_at),
                    metrics = case when s.metrics_at is null or (s.metrics_at, s.metrics_event_id)
                            < (excluded.metrics_at, excluded.metrics_event_id)
                        then excluded.metrics else s.metrics end,
                    metrics_event_id = case when s.metrics_at is null or (s.metrics_at, s.metrics_event_id)
                            < (excluded.metrics_at, excluded.metrics_event_id)
                        then excluded.metrics_event_id else s.metrics_event_id end,
                    metrics_at = greatest(s.metrics_at, excluded.metrics_at)
                where s.metrics_at is null
                    or (s.metrics_at, s.metrics_event_id) < (excluded.metrics_at, excluded.metrics_event_id)
                    or s.last_seen_at is null or s.last_seen_at < excluded.last_seen_at
                    or s.connectivity = 'Never' or (excluded.connectivity = 'Online' and s.connectivity <> 'Online')
                returning tenant_id, device_id, connectivity, connectivity_since
            )
            insert into device_events (id, tenant_id, device_id, at, type, severity, message)
            select stable_uuid_v7(connectivity_since, device_id || 'online'), tenant_id, device_id, connectivity_since,
                'io.signalbeam.device.online.v1', 'Info', 'The device is online'
            from seen where connectivity = 'Online' and connectivity_since = :now
            on conflict (id) do nothing""";

    private MetricsSql() {}

    /** What {@link #store} found new. */
    static int store(Handle handle, List<MetricsRow> rows, Instant now, Instant onlineAfter) {
        handle.execute(INCOMING);
        Copy.in(handle, COPY_IN, copied(rows, now));
        var stored = handle.execute(STORE);
        handle.createUpdate(LATEST)
                .bind("now", now)
                .bind("onlineAfter", onlineAfter)
                .execute();
        return stored;
    }

    /** Makes room for rows of these days, both included; how many partitions that took. */
    static int makeRoom(Handle handle, LocalDate first, LocalDate last) {
        return handle.createQuery("select ensure_metrics_partitions(:first, :last)")
                .bind("first", first)
                .bind("last", last)
                .mapTo(Integer.class)
                .one();
    }

    /** Drops whole days before the bound; how many that were. */
    static int dropBefore(Handle handle, Instant bound) {
        return handle.createQuery("select drop_metrics_before(:bound)")
                .bind("bound", bound)
                .mapTo(Integer.class)
                .one();
    }

    private static BinaryRows copied(List<MetricsRow> rows, Instant now) {
        // By place, not by value: of a sample that is there twice only one may carry the latest state.
        Map<DeviceId, Integer> latest = HashMap.newHashMap(rows.size());
        Map<DeviceId, Instant> seen = HashMap.newHashMap(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            var row = rows.get(i);
            latest.merge(row.device(), i, (a, b) -> MetricsRow.BY_TIME.compare(rows.get(a), rows.get(b)) >= 0 ? a : b);
            seen.merge(row.device(), row.seenAt(), (a, b) -> a.isAfter(b) ? a : b);
        }
        var copied = new BinaryRows(COPIED_COLUMNS, rows.size());
        for (int i = 0; i < rows.size(); i++) {
            var row = rows.get(i);
            var sample = row.sample();
            var isLatest = latest.getOrDefault(row.device(), -1) == i;
            copied.row()
                    .uuid(row.tenant().value())
                    .uuid(row.device().value())
                    .timestamptz(row.recordedAt())
                    .uuid(row.eventId())
                    .timestamptz(now)
                    .bigint(sample.uptimeSeconds())
                    .doublePrecision(sample.cpuPercent())
                    .bigint(sample.memoryUsedBytes())
                    .bigint(sample.memoryTotalBytes())
                    .bigint(sample.diskUsedBytes())
                    .bigint(sample.diskTotalBytes())
                    .doublePrecision(sample.load1())
                    .doublePrecision(sample.temperatureCelsius())
                    .bigint(sample.networkReceivedBytes())
                    .bigint(sample.networkSentBytes())
                    .bigint(sample.clockOffsetMillis())
                    .jsonb(sample.custom().isEmpty() ? null : Json.writeBytes(sample.custom()))
                    .jsonb(sample.containers().isEmpty() ? null : Json.writeBytes(sample.containers()))
                    .jsonb(isLatest ? Json.writeBytes(sample) : null)
                    .timestamptz(isLatest ? seen.getOrDefault(row.device(), row.seenAt()) : row.seenAt());
        }
        return copied;
    }
}
