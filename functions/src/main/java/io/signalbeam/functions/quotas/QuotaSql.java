package io.signalbeam.functions.quotas;

import io.signalbeam.functions.settings.Settings;
import io.signalbeam.shared.id.TenantId;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table {@code tenant_quotas}, and the counts of what it limits. */
final class QuotaSql {

    private QuotaSql() {}

    /** Until the transaction ends nobody else of the tenant is here. */
    static void lock(Handle tx, TenantId tenant, Quota quota) {
        tx.createQuery("select 1 from pg_advisory_xact_lock(hashtextextended(:name, 0))")
                .bind("name", "quota " + quota.word() + " " + tenant)
                .mapTo(Integer.class)
                .one();
    }

    /** Empty when there is no such tenant. */
    static Optional<QuotaView> read(Handle tx, TenantId tenant, Settings.Quotas defaults) {
        return tx.createQuery("""
                        select coalesce(q.devices, :devices) as device_limit,
                            coalesce(q.bundles, :bundles) as bundle_limit,
                            coalesce(q.bundle_bytes, :bytes) as byte_limit,
                            (select count(*) from devices d
                             where d.tenant_id = t.id and d.lifecycle <> 'Decommissioned') as device_count,
                            (select count(*) from bundles b where b.tenant_id = t.id) as bundle_count,
                            (select coalesce(sum(v.manifest_bytes), 0) from bundle_versions v
                             where v.tenant_id = t.id) as byte_count
                        from tenants t left join tenant_quotas q on q.tenant_id = t.id
                        where t.id = :tenant and t.deleted_at is null""")
                .bind("tenant", tenant.value())
                .bind("devices", defaults.devices())
                .bind("bundles", defaults.bundles())
                .bind("bytes", defaults.bundleBytes())
                .map((row, context) -> new QuotaView(
                        new QuotaView.Use(row.getLong("device_limit"), row.getLong("device_count")),
                        new QuotaView.Use(row.getLong("bundle_limit"), row.getLong("bundle_count")),
                        new QuotaView.Use(row.getLong("byte_limit"), row.getLong("byte_count"))))
                .findOne();
    }

    static void write(Handle tx, TenantId tenant, QuotaChange change) {
        tx.createUpdate(
                        "insert into tenant_quotas (tenant_id, devices, bundles, bundle_bytes)"
                                + " values (:tenant, :devices, :bundles, :bytes) on conflict (tenant_id) do update set"
                                + " devices = excluded.devices, bundles = excluded.bundles, bundle_bytes = excluded.bundle_bytes")
                .bind("tenant", tenant.value())
                .bind("devices", change.devices())
                .bind("bundles", change.bundles())
                .bind("bytes", change.bundleBytes())
                .execute();
    }
}
