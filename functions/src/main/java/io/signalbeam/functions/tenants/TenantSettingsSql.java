package io.signalbeam.functions.tenants;

import io.signalbeam.functions.settings.Settings;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The settings among the columns of {@code tenants}. */
final class TenantSettingsSql {

    private TenantSettingsSql() {}

    /** @param retention of tenants that have set nothing else */
    static TenantSettings.View read(Handle tx, TenantId tenant, Settings.Retention retention) {
        return tx.createQuery("""
                        select name, display_name, require_signed_requests, require_signed_bundles,
                            coalesce(raw_retention_days, :raw) as raw_days, quarantine_after,
                            (select count(*) from devices d where d.tenant_id = t.id and d.lifecycle = 'Active'
                             and d.signing_key is null) as without_key
                        from tenants t where id = :tenant
                        """)
                .bind("tenant", tenant.value())
                .bind("raw", retention.rawDays())
                .map((row, context) -> new TenantSettings.View(
                        tenant,
                        row.getString("name"),
                        row.getString("display_name"),
                        row.getBoolean("require_signed_requests"),
                        row.getBoolean("require_signed_bundles"),
                        row.getInt("raw_days"),
                        row.getObject("quarantine_after", Integer.class),
                        row.getInt("without_key")))
                .one();
    }

    /** Whether samples are kept for another time than before. */
    static boolean changeRetention(Handle tx, TenantId tenant, TenantSettings.Change change) {
        return tx.createUpdate("""
                                update tenants set raw_retention_days = :raw::integer
                                where id = :tenant and :raw::integer is not null
                                  and raw_retention_days is distinct from :raw::integer
                                """)
                        .bind("raw", change.rawRetentionDays())
                        .bind("tenant", tenant.value())
                        .execute()
                == 1;
    }

    /** Whether versions come into quarantine by another number than before. */
    static boolean changeQuarantine(Handle tx, TenantId tenant, TenantSettings.Change change) {
        return tx.createUpdate("""
                                update tenants set quarantine_after = nullif(:after::integer, 0)
                                where id = :tenant and :after::integer is not null
                                  and quarantine_after is distinct from nullif(:after::integer, 0)
                                """)
                        .bind("after", change.quarantineAfter())
                        .bind("tenant", tenant.value())
                        .execute()
                == 1;
    }

    /** Whether what devices are to know is another setting than before. */
    static boolean change(Handle tx, TenantId tenant, TenantSettings.Change change) {
        return tx.createUpdate("""
                                update tenants t
                                set require_signed_requests = w.requests, require_signed_bundles = w.bundles
                                from (select coalesce(:requests, require_signed_requests) as requests,
                                             coalesce(:bundles, require_signed_bundles) as bundles
                                      from tenants where id = :tenant) w
                                where t.id = :tenant
                                  and (t.require_signed_requests, t.require_signed_bundles) <> (w.requests, w.bundles)
                                """)
                        .bind("requests", change.requireSignedRequests())
                        .bind("bundles", change.requireSignedBundles())
                        .bind("tenant", tenant.value())
                        .execute()
                == 1;
    }

    /** Every device's twin carries the setting, so each is to be written; the new revision keeps older ones from it. */
    static List<DeviceId> queueDevices(Handle tx, TenantId tenant) {
        return tx.createQuery("""
                        with mine as (
                            select id from devices where tenant_id = :tenant and lifecycle <> 'Decommissioned'
                            order by id for update
                        ), touched as (
                            update devices d set revision = d.revision + 1 from mine
                            where d.tenant_id = :tenant and d.id = mine.id
                            returning d.tenant_id, d.id
                        )
                        insert into outbox (tenant_id, device_id) select tenant_id, id from touched
                        returning device_id
                        """)
                .bind("tenant", tenant.value())
                .mapTo(UUID.class)
                .map(DeviceId::new)
                .list();
    }
}
