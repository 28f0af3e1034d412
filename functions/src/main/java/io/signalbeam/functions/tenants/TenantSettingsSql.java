package io.signalbeam.functions.tenants;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The settings among the columns of {@code tenants}. */
final class TenantSettingsSql {

    private TenantSettingsSql() {}

    static TenantSettings.View read(Handle tx, TenantId tenant) {
        return tx.createQuery("""
                        select name, display_name, require_signed_requests,
                            (select count(*) from devices d where d.tenant_id = t.id and d.lifecycle = 'Active'
                             and d.signing_key is null) as without_key
                        from tenants t where id = :tenant
                        """)
                .bind("tenant", tenant.value())
                .map((row, context) -> new TenantSettings.View(
                        tenant,
                        row.getString("name"),
                        row.getString("display_name"),
                        row.getBoolean("require_signed_requests"),
                        row.getInt("without_key")))
                .one();
    }

    /** Whether that is another setting than before. */
    static boolean requireSignedRequests(Handle tx, TenantId tenant, boolean required) {
        return tx.createUpdate("update tenants set require_signed_requests = :required"
                                + " where id = :tenant and require_signed_requests <> :required")
                        .bind("required", required)
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
