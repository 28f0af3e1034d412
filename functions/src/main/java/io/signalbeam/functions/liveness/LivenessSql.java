package io.signalbeam.functions.liveness;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The statements behind {@link MarkOffline} and {@link SignsOfLife}. */
final class LivenessSql {

    private LivenessSql() {}

    /**
     * Notes that liveness is looked at now, and gives back when that began again after the last break.
     *
     * @param awayBefore a last look before this time was followed by a break
     */
    static Optional<Instant> watch(Handle handle, Instant now, Instant awayBefore) {
        return handle.createQuery("""
                        insert into liveness_watch as w (ran_at) values (:now)
                        on conflict (only_row) do update set
                            ran_at = greatest(w.ran_at, excluded.ran_at),
                            resumed_at = case when w.ran_at < :away then excluded.ran_at else w.resumed_at end
                        returning resumed_at""")
                .bind("now", now)
                .bind("away", awayBefore)
                .map((row, context) -> Optional.ofNullable(row.getObject("resumed_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant))
                .one();
    }

    /**
     * These devices were heard of; how many rows that changed.
     *
     * @param onlineAfter heard of after this, a device is online
     * @param recently a device that is online and was seen after this is left as it is, to spare the write
     */
    static int heard(Handle handle, Map<DeviceId, Instant> heard, Instant now, Instant onlineAfter, Instant recently) {
        var devices = heard.keySet().stream().map(DeviceId::value).sorted().toArray();
        var times = Arrays.stream(devices)
                .map(id -> Objects.requireNonNull(heard.get(new DeviceId((UUID) id)))
                        .toString())
                .toArray();
        return handle.createQuery("""
                        with polled as (
                            select s.device_id, p.seen_at
                            from unnest(:devices, :times::timestamptz[]) as p (device_id, seen_at)
                            join device_state s on s.device_id = p.device_id
                            where s.connectivity <> 'Online' or s.last_seen_at is null or s.last_seen_at < :recently
                            order by s.device_id for update of s
                        ), seen as (
                            update device_state s set
                                last_seen_at = greatest(s.last_seen_at, p.seen_at),
                                connectivity = case when p.seen_at > :onlineAfter then 'Online'
                                    when s.connectivity = 'Never' then 'Offline' else s.connectivity end,
                                connectivity_since = case when s.connectivity = 'Never'
                                        or (p.seen_at > :onlineAfter and s.connectivity <> 'Online')
                                    then :now else s.connectivity_since end
                            from polled p
                            where s.device_id = p.device_id
                            returning s.tenant_id, s.device_id, s.connectivity, s.connectivity_since
                        ), told as (
                            insert into device_events (id, tenant_id, device_id, at, type, severity, message)
                            select stable_uuid_v7(connectivity_since, device_id || 'online'), tenant_id, device_id,
                                connectivity_since, 'io.signalbeam.device.online.v1', 'Info', 'The device is online'
                            from seen where connectivity = 'Online' and connectivity_since = :now
                            on conflict (id) do nothing
                        )
                        select count(*) from seen""")
                .bindArray("devices", UUID.class, devices)
                .bindArray("times", String.class, times)
                .bind("now", now)
                .bind("onlineAfter", onlineAfter)
                .bind("recently", recently)
                .mapTo(Integer.class)
                .one();
    }

    /** How many of each tenant's. Skips rows that an ingest holds at the moment: it is hearing of them. */
    static Map<TenantId, Integer> markOffline(Handle handle, Instant now, Instant lastSeenBefore) {
        return handle
                .createQuery("""
                        with silent as (
                            select device_id from device_state
                            where connectivity = 'Online' and last_seen_at < :bound
                            order by device_id for update skip locked
                        ), gone as (
                            update device_state s set connectivity = 'Offline', connectivity_since = :now
                            from silent
                            where s.device_id = silent.device_id and s.connectivity = 'Online' and s.last_seen_at < :bound
                            returning s.tenant_id, s.device_id, s.last_seen_at
                        ), told as (
                            insert into device_events (id, tenant_id, device_id, at, type, severity, message, details)
                            select stable_uuid_v7(:now, device_id || 'offline'), tenant_id, device_id, :now,
                                'io.signalbeam.device.offline.v1', 'Warning', 'The device is offline',
                                jsonb_build_object('lastSeenAt',
                                    to_char(last_seen_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
                            from gone on conflict (id) do nothing
                        )
                        select tenant_id, count(*) as devices from gone group by tenant_id""")
                .bind("now", now)
                .bind("bound", lastSeenBefore)
                .map((row, context) ->
                        Map.entry(new TenantId(row.getObject("tenant_id", UUID.class)), row.getInt("devices")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
