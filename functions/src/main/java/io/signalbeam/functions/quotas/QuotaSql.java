package io.signalbeam.functions.quotas;

import io.signalbeam.functions.settings.Settings;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

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
                             where v.tenant_id = t.id) as byte_count,
                            coalesce(q.artifact_bytes, :artifactBytes) as artifact_limit,
                            (select coalesce(sum(a.size_bytes), 0) from artifacts a
                             where a.tenant_id = t.id) as artifact_count,
                            coalesce(q.custom_metrics, :metrics) as metric_limit,
                            (select count(*) from tenant_metric_names m
                             where m.tenant_id = t.id and m.seen_on >= current_date - 90) as metric_count,
                            r.refused, r.last_name, r.last_device_id, r.last_at
                        from tenants t left join tenant_quotas q on q.tenant_id = t.id
                            left join metric_refusals r on r.tenant_id = t.id
                        where t.id = :tenant and t.deleted_at is null""")
                .bind("tenant", tenant.value())
                .bind("devices", defaults.devices())
                .bind("bundles", defaults.bundles())
                .bind("bytes", defaults.bundleBytes())
                .bind("artifactBytes", defaults.artifactBytes())
                .bind("metrics", defaults.customMetrics())
                .map((row, context) -> new QuotaView(
                        new QuotaView.Use(row.getLong("device_limit"), row.getLong("device_count")),
                        new QuotaView.Use(row.getLong("bundle_limit"), row.getLong("bundle_count")),
                        new QuotaView.Use(row.getLong("byte_limit"), row.getLong("byte_count")),
                        new QuotaView.Use(row.getLong("artifact_limit"), row.getLong("artifact_count")),
                        new QuotaView.Use(row.getLong("metric_limit"), row.getLong("metric_count")),
                        refused(row)))
                .findOne();
    }

    private static QuotaView.@Nullable RefusedMetrics refused(ResultSet row) throws SQLException {
        var name = row.getString("last_name");
        return name == null
                ? null
                : new QuotaView.RefusedMetrics(
                        row.getLong("refused"),
                        name,
                        new DeviceId(row.getObject("last_device_id", UUID.class)),
                        row.getObject("last_at", OffsetDateTime.class).toInstant());
    }

    /** The tenant's own limit of custom metrics; empty where it is everybody's. */
    static Optional<Long> customMetrics(Handle tx, TenantId tenant) {
        return tx.createQuery("select custom_metrics from tenant_quotas"
                        + " where tenant_id = :tenant and custom_metrics is not null")
                .bind("tenant", tenant.value())
                .mapTo(Long.class)
                .findOne();
    }

    static void write(Handle tx, TenantId tenant, QuotaChange change) {
        tx.createUpdate("insert into tenant_quotas"
                        + " (tenant_id, devices, bundles, bundle_bytes, artifact_bytes, custom_metrics)"
                        + " values (:tenant, :devices, :bundles, :bytes, :artifactBytes, :metrics)"
                        + " on conflict (tenant_id) do update set"
                        + " devices = excluded.devices, bundles = excluded.bundles,"
                        + " bundle_bytes = excluded.bundle_bytes, artifact_bytes = excluded.artifact_bytes,"
                        + " custom_metrics = excluded.custom_metrics")
                .bind("tenant", tenant.value())
                .bind("devices", change.devices())
                .bind("bundles", change.bundles())
                .bind("bytes", change.bundleBytes())
                .bind("artifactBytes", change.artifactBytes())
                .bind("metrics", change.customMetrics())
                .execute();
    }
}
