package io.signalbeam.functions.telemetry;

import io.signalbeam.functions.transaction.BinaryRows;
import io.signalbeam.functions.transaction.Copy;
import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Writes samples: a constant number of statements a batch, however many rows and devices. */
final class MetricsSql {
    private static final String COLUMNS = """
            tenant_id, device_id, recorded_at, event_id, received_at, uptime_seconds, cpu_percent, memory_used_bytes,
            memory_total_bytes, disk_used_bytes, disk_total_bytes, load1, temperature_celsius, network_received_bytes,
            network_sent_bytes, clock_offset_millis, custom, containers""";
    private static final int ROW_COLUMNS = 18;
    private static final int DEVICE_COLUMNS = 7;
    /** What a row with a custom metric and a container takes in COPY, about; and one of a device with its whole sample. */
    private static final int ROW_BYTES = 420;

    private static final int DEVICE_BYTES = 350;

    private static final String COPY_ROWS = "copy device_metrics (" + COLUMNS + ") from stdin (format binary)";

    /**
     * Kept by the session, emptied by the commit. The number in its name rises when its columns change, because a pooled
     * session may outlive a deployment.
     */
    private static final String INCOMING_ROWS = """
            create temporary table if not exists incoming_metrics_2 (
                tenant_id uuid, device_id uuid, recorded_at timestamptz, event_id uuid, received_at timestamptz,
                uptime_seconds bigint, cpu_percent double precision, memory_used_bytes bigint, memory_total_bytes bigint,
                disk_used_bytes bigint, disk_total_bytes bigint, load1 double precision,
                temperature_celsius double precision, network_received_bytes bigint, network_sent_bytes bigint,
                clock_offset_millis bigint, custom jsonb, containers jsonb
            ) on commit delete rows""";

    private static final String COPY_INCOMING_ROWS = "copy incoming_metrics_2 from stdin (format binary)";

    private static final String STORE = """
            with added as (
                insert into metrics_of_all_tenants (%1$s) select %1$s from incoming_metrics_2
                order by device_id, recorded_at, event_id on conflict do nothing
                returning tenant_id
            )
            select tenant_id, count(*) from added group by tenant_id""".formatted(COLUMNS);

    /**
     * One row for each device of a batch, in their order: its latest sample, in the form that it has in the device's state,
     * and the five minutes that there are samples of. What follows in the transaction may but take them one by one and
     * look for each by a key: it locks states in that order then, so that two writers do not wait for each other in a circle.
     */
    private static final String INCOMING_DEVICES = """
            create temporary table if not exists incoming_devices_3 (
                tenant_id uuid, device_id uuid, metrics_at timestamptz, metrics_event_id uuid, metrics json,
                last_seen_at timestamptz, buckets timestamptz[]
            ) on commit delete rows;
            set local enable_hashjoin = off;
            set local enable_mergejoin = off;
            set local enable_seqscan = off;
            set local jit = off""";

    private static final String COPY_INCOMING_DEVICES = "copy incoming_devices_3 from stdin (format binary)";

    /** A statement of its own, and first: to insert what is there nearly always costs twice what its update does. */
    private static final String ADD_STATES = """
            insert into device_state (device_id, tenant_id)
            select i.device_id, i.tenant_id from incoming_devices_3 i
            where not exists (select from device_state s where s.device_id = i.device_id and s.tenant_id = i.tenant_id)
            order by i.device_id
            on conflict (device_id) do nothing""";

    private static final String NEWER =
            "(s.metrics_at is null or (s.metrics_at, s.metrics_event_id) < (i.metrics_at, i.metrics_event_id))";

    /**
     * The latest state of each device, and notes for the roll-up. A device whose event lay in the hub for long is not online
     * for that.
     */
    private static final String LATEST = """
            with noted as (
                insert into metrics_dirty (tenant_id, bucket, device_ids)
                select tenant_id, bucket, array_agg(device_id)
                from incoming_devices_3, unnest(buckets) bucket group by tenant_id, bucket
            ), seen as (
                update device_state s set
                    connectivity = case when i.connectivity = 'Online' or s.connectivity = 'Never'
                        then i.connectivity else s.connectivity end,
                    connectivity_since = case when s.connectivity = 'Never'
                            or (i.connectivity = 'Online' and s.connectivity <> 'Online')
                        then :now else s.connectivity_since end,
                    last_seen_at = greatest(s.last_seen_at, i.last_seen_at),
                    metrics = case when %1$s then i.metrics else s.metrics end,
                    metrics_event_id = case when %1$s then i.metrics_event_id else s.metrics_event_id end,
                    metrics_at = greatest(s.metrics_at, i.metrics_at)
                from (
                    select *, case when last_seen_at > :onlineAfter then 'Online' else 'Offline' end as connectivity
                    from incoming_devices_3
                ) i
                where s.device_id = i.device_id and s.tenant_id = i.tenant_id
                    and (%1$s or s.last_seen_at is null or s.last_seen_at < i.last_seen_at
                        or s.connectivity = 'Never' or (i.connectivity = 'Online' and s.connectivity <> 'Online'))
                returning s.tenant_id, s.device_id, s.connectivity, s.connectivity_since
            )
            insert into device_events (id, tenant_id, device_id, at, type, severity, message)
            select stable_uuid_v7(connectivity_since, device_id || 'online'), tenant_id, device_id, connectivity_since,
                'io.signalbeam.device.online.v1', 'Info', 'The device is online'
            from seen where connectivity = 'Online' and connectivity_since = :now
            on conflict (id) do nothing""".formatted(NEWER);

    private MetricsSql() {}

    /**
     * Adds rows that are all new, which is what a batch nearly always is: straight into the table.
     *
     * @param rows in the order of {@link MetricsRow#BY_KEY}, none of them twice
     * @throws org.jdbi.v3.core.JdbiException with SQLSTATE 23505 when one is there already
     */
    static void add(Handle handle, List<MetricsRow> rows, Instant now, Instant onlineAfter) {
        Copy.in(handle, COPY_ROWS, copied(rows, now));
        note(handle, rows, now, onlineAfter);
    }

    /**
     * Adds those of the rows that are new, by way of a table of its own.
     *
     * @param rows in the order of {@link MetricsRow#BY_KEY}, none of them twice
     * @return how many of each tenant's that were
     */
    static Map<TenantId, Integer> addMissing(Handle handle, List<MetricsRow> rows, Instant now, Instant onlineAfter) {
        handle.execute(INCOMING_ROWS);
        Copy.in(handle, COPY_INCOMING_ROWS, copied(rows, now));
        var added = new HashMap<TenantId, Integer>();
        handle.createQuery(STORE)
                .map((row, context) -> added.put(new TenantId(row.getObject(1, UUID.class)), row.getInt(2)))
                .list();
        note(handle, rows, now, onlineAfter);
        return added;
    }

    private static void note(Handle handle, List<MetricsRow> rows, Instant now, Instant onlineAfter) {
        handle.execute(INCOMING_DEVICES);
        Copy.in(handle, COPY_INCOMING_DEVICES, devices(rows));
        handle.execute(ADD_STATES);
        handle.createUpdate(LATEST)
                .bind("now", now)
                .bind("onlineAfter", onlineAfter)
                .execute();
    }

    /** Makes room for rows of these days, both included; how many partitions that took. */
    static int makeRoom(Handle handle, LocalDate first, LocalDate last) {
        return handle.createQuery("select ensure_metrics_partitions(:first, :last)")
                .bind("first", first)
                .bind("last", last)
                .mapTo(Integer.class)
                .one();
    }

    /** Compresses whole days before the bound, at most so many, where the engine can; how many that were. */
    static int compressBefore(Handle handle, Instant bound, int atMost) {
        return handle.createQuery("select compress_metrics_before(:bound, :atMost)")
                .bind("bound", bound)
                .bind("atMost", atMost)
                .mapTo(Integer.class)
                .one();
    }

    private static BinaryRows copied(List<MetricsRow> rows, Instant now) {
        var copied = new BinaryRows(ROW_COLUMNS, rows.size() * ROW_BYTES);
        var json = new SampleJson();
        for (var row : rows) {
            var sample = row.sample();
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
                    .jsonb(json.custom(sample))
                    .jsonb(json.containers(sample));
        }
        return copied;
    }

    /** Rows of one device stand together, the latest last. */
    private static BinaryRows devices(List<MetricsRow> rows) {
        var devices = new BinaryRows(DEVICE_COLUMNS, rows.size() * DEVICE_BYTES / 3);
        var json = new SampleJson();
        var buckets = new ArrayList<Instant>();
        var seenAt = Instant.MIN;
        for (int i = 0; i < rows.size(); i++) {
            var row = rows.get(i);
            var bucket = Rollup.FIVE_MINUTES.bucketOf(row.recordedAt());
            if (buckets.isEmpty() || !buckets.getLast().equals(bucket)) {
                buckets.add(bucket);
            }
            seenAt = row.seenAt().isAfter(seenAt) ? row.seenAt() : seenAt;
            if (i + 1 == rows.size() || !rows.get(i + 1).device().equals(row.device())) {
                devices.row()
                        .uuid(row.tenant().value())
                        .uuid(row.device().value())
                        .timestamptz(row.recordedAt())
                        .uuid(row.eventId())
                        .json(json.latest(row.sample()))
                        .timestamptz(seenAt)
                        .timestamptzArray(buckets);
                buckets.clear();
                seenAt = Instant.MIN;
            }
        }
        return devices;
    }
}
