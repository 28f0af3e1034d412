package io.signalbeam.functions.fleet;

import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
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
}
