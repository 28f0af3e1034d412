package io.signalbeam.functions.fleet;

import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The counts, in one query. */
final class FleetSql {

    private FleetSql() {}

    static FleetSummary summary(Handle handle, TenantId tenant, Instant parkedSince) {
        return handle.createQuery("""
                        with status as (
                            select d.lifecycle, case
                                when exists (select from rollout_devices r
                                    where r.device_id = d.id and r.tenant_id = :tenant and r.status = 'Updating')
                                    then 'Updating'
                                when s.connectivity is distinct from 'Online' then 'Offline'
                                when s.degraded then 'Degraded'
                                else 'Online' end as status
                            from devices d left join device_state s on s.device_id = d.id and s.tenant_id = :tenant
                            where d.tenant_id = :tenant and d.lifecycle <> 'Decommissioned'
                        )
                        select count(*) as devices,
                            count(*) filter (where lifecycle = 'Active' and status = 'Online') as online,
                            count(*) filter (where lifecycle = 'Active' and status = 'Degraded') as degraded,
                            count(*) filter (where lifecycle = 'Active' and status = 'Offline') as offline,
                            count(*) filter (where lifecycle = 'Active' and status = 'Updating') as updating,
                            count(*) filter (where lifecycle = 'Disabled') as disabled,
                            (select count(*) from rollouts where tenant_id = :tenant and ended_at is null) as rollouts,
                            (select count(*) from parked_events
                             where tenant_id = :tenant and parked_at > :since and replayed_at is null) as parked
                        from status""")
                .bind("tenant", tenant.value())
                .bind("since", parkedSince)
                .map((row, context) -> new FleetSummary(
                        row.getLong("devices"),
                        new FleetSummary.ByStatus(
                                row.getLong("online"),
                                row.getLong("degraded"),
                                row.getLong("offline"),
                                row.getLong("updating")),
                        row.getLong("disabled"),
                        row.getLong("rollouts"),
                        row.getLong("parked")))
                .one();
    }

    /** Of every tenant, by the number of its devices, most first. For the service's role. */
    static List<FleetCounts> counts(Handle handle) {
        return handle.createQuery("""
                        with devices as (
                            select d.tenant_id, count(*) filter (where s.connectivity = 'Online') as online,
                                count(*) filter (where s.connectivity is distinct from 'Online') as offline
                            from devices d
                            left join device_state s on s.device_id = d.id and s.tenant_id = d.tenant_id
                            where d.lifecycle = 'Active' group by d.tenant_id
                        ), paused as (
                            select tenant_id, count(*) as paused from rollouts
                            where ended_at is null and status = 'Paused' group by tenant_id
                        )
                        select t.id, coalesce(d.online, 0) as online, coalesce(d.offline, 0) as offline,
                            coalesce(p.paused, 0) as paused
                        from tenants t
                        left join devices d on d.tenant_id = t.id
                        left join paused p on p.tenant_id = t.id
                        where t.deleted_at is null
                        order by coalesce(d.online + d.offline, 0) desc, t.id""")
                .map((row, context) -> new FleetCounts(
                        new TenantId(row.getObject("id", UUID.class)),
                        row.getLong("online"),
                        row.getLong("offline"),
                        row.getLong("paused")))
                .list();
    }
}
