package io.signalbeam.functions.liveness;

import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** The statement behind {@link MarkOffline}. */
final class LivenessSql {

    private LivenessSql() {}

    /** Skips rows that an ingest holds at the moment: it is hearing of them. */
    static int markOffline(Handle handle, Instant now, Instant lastSeenBefore) {
        return handle.createUpdate("""
                        with silent as (
                            select device_id from device_state
                            where connectivity = 'Online' and last_seen_at < :bound
                            order by device_id for update skip locked
                        ), gone as (
                            update device_state s set connectivity = 'Offline', connectivity_since = :now
                            from silent
                            where s.device_id = silent.device_id and s.connectivity = 'Online' and s.last_seen_at < :bound
                            returning s.tenant_id, s.device_id, s.last_seen_at
                        )
                        insert into device_events (id, tenant_id, device_id, at, type, severity, message, details)
                        select stable_uuid_v7(:now, device_id || 'offline'), tenant_id, device_id, :now,
                            'io.signalbeam.device.offline.v1', 'Warning', 'The device is offline',
                            jsonb_build_object('lastSeenAt',
                                to_char(last_seen_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
                        from gone on conflict (id) do nothing""")
                .bind("now", now)
                .bind("bound", lastSeenBefore)
                .execute();
    }
}
