package io.signalbeam.functions.rollouts;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What an explanation is made of. */
final class ExplainSql {
    private ExplainSql() {}

    /** @param queued whether its twin is still to be written */
    record Facts(
            String lifecycle,
            String connectivity,
            @Nullable Instant seenAt,
            long generation,
            long observed,
            boolean queued) {}

    /**
     * The device's part in a rollout that has not ended.
     *
     * @param zone time zone of the rollout's windows where the device is; null when the rollout has none
     */
    record Part(
            RolloutRow rollout,
            String name,
            RolloutDeviceStatus status,
            int wave,
            @Nullable String zone,
            boolean goingBack,
            boolean seen) {}

    record Reported(
            String bundle,
            String version,
            String state,
            @Nullable String error) {}

    static Facts facts(Handle tx, TenantId tenant, DeviceId device) {
        return tx.createQuery("""
                        SELECT d.lifecycle, coalesce(s.connectivity, 'Never') AS connectivity, s.last_seen_at, d.generation,
                               coalesce(s.observed_generation, 0) AS observed,
                               EXISTS (SELECT FROM outbox o WHERE o.device_id = d.id AND o.tenant_id = :tenant) AS queued
                        FROM devices d LEFT JOIN device_state s ON s.device_id = d.id AND s.tenant_id = :tenant
                        WHERE d.tenant_id = :tenant AND d.id = :device""")
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .map((row, context) -> new Facts(
                        Objects.requireNonNull(row.getString("lifecycle")),
                        Objects.requireNonNull(row.getString("connectivity")),
                        RowSql.instant(row, "last_seen_at"),
                        row.getLong("generation"),
                        row.getLong("observed"),
                        row.getBoolean("queued")))
                .one();
    }

    static List<Part> parts(Handle tx, TenantId tenant, DeviceId device) {
        return tx.createQuery("""
                        SELECT o.*, r.status AS device_status, r.wave AS device_wave, r.zone, r.going_back,
                               r.seen_at IS NOT NULL AS seen
                        FROM rollout_devices r JOIN rollouts o ON o.id = r.rollout_id AND o.tenant_id = :tenant
                        WHERE r.tenant_id = :tenant AND r.device_id = :device AND o.ended_at IS NULL
                        ORDER BY o.bundle_id, o.created_at, o.id""")
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .map((row, context) -> new Part(
                        RowSql.read(row),
                        Objects.requireNonNull(row.getString("name")),
                        RolloutDeviceStatus.valueOf(row.getString("device_status")),
                        row.getInt("device_wave"),
                        row.getString("zone"),
                        row.getBoolean("going_back"),
                        row.getBoolean("seen")))
                .list();
    }

    static List<Reported> reported(Handle tx, TenantId tenant, DeviceId device) {
        return tx.createQuery("""
                        SELECT b ->> 'bundleId' AS bundle, b ->> 'version' AS version, b ->> 'state' AS state,
                               b #>> '{error,message}' AS error
                        FROM device_state s, jsonb_array_elements(s.report -> 'bundles') b
                        WHERE s.tenant_id = :tenant AND s.device_id = :device ORDER BY 1""")
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .map((row, context) -> new Reported(
                        Objects.requireNonNullElse(row.getString("bundle"), ""),
                        Objects.requireNonNullElse(row.getString("version"), ""),
                        Objects.requireNonNullElse(row.getString("state"), ""),
                        row.getString("error")))
                .list();
    }
}
