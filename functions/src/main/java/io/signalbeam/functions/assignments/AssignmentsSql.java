package io.signalbeam.functions.assignments;

import io.signalbeam.functions.bundles.Quarantine;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.RolloutId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code assignments}, as far as people write it; rollouts have their own statements. */
final class AssignmentsSql {
    private static final String COLUMNS =
            "a.id, a.bundle_id, a.version, a.kind, a.device_id, a.group_id, a.rollout_id, a.assigned_at, a.assigned_by";

    private AssignmentsSql() {}

    /** @param held why the device is not given it; null when it is */
    record Ranked(
            Assignment assignment,
            @Nullable String groupName,
            @Nullable Quarantine held) {}

    static boolean deviceExists(Handle tx, TenantId tenant, DeviceId device) {
        return exists(
                tx,
                tenant,
                "SELECT 1 FROM devices WHERE tenant_id = :tenant AND id = :id" + " AND lifecycle <> 'Decommissioned'",
                device.value());
    }

    static boolean groupExists(Handle tx, TenantId tenant, GroupId group) {
        return exists(tx, tenant, "SELECT 1 FROM groups WHERE tenant_id = :tenant AND id = :id", group.value());
    }

    private static boolean exists(Handle tx, TenantId tenant, String query, UUID id) {
        return tx.createQuery(query)
                .bind("tenant", tenant.value())
                .bind("id", id)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** Whether there is such a version; it cannot be deleted until the transaction ends. */
    static boolean versionExists(Handle tx, TenantId tenant, BundleRef ref) {
        return tx.createQuery("SELECT 1 FROM bundle_versions WHERE tenant_id = :tenant AND bundle_id = :bundle"
                        + " AND version = :version FOR KEY SHARE")
                .bind("tenant", tenant.value())
                .bind("bundle", ref.bundleId())
                .bind("version", ref.version())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** All that speaks of the device, the best of each bundle first. */
    static List<Ranked> ranked(Handle tx, TenantId tenant, DeviceId device) {
        return tx.createQuery(
                        "WITH scope AS (SELECT id FROM devices WHERE tenant_id = :tenant AND id = :device), <asked>"
                                + " SELECT " + COLUMNS + ", g.name AS group_name, v.quarantine_reason,"
                                + " CASE WHEN x.device_id IS NULL THEN v.quarantined_at END AS held_since"
                                + " FROM asked JOIN assignments a ON a.id = asked.assignment_id AND a.tenant_id = :tenant"
                                + " LEFT JOIN groups g ON g.id = a.group_id AND g.tenant_id = :tenant"
                                + " JOIN bundle_versions v ON v.tenant_id = :tenant AND v.bundle_id = a.bundle_id"
                                + " AND v.version = a.version"
                                + " LEFT JOIN device_desired x ON x.tenant_id = :tenant AND x.device_id = :device"
                                + " AND x.bundle_id = a.bundle_id AND x.version = a.version"
                                + " ORDER BY asked.bundle_id, asked.direct DESC, asked.priority DESC, asked.assigned_at DESC,"
                                + " asked.assignment_id DESC")
                .define("asked", ReassessSql.ASKED)
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .map((row, context) -> new Ranked(read(row), row.getString("group_name"), held(row)))
                .list();
    }

    private static @Nullable Quarantine held(ResultSet row) throws SQLException {
        var since = row.getObject("held_since", OffsetDateTime.class);
        return since == null
                ? null
                : new Quarantine(since.toInstant(), Objects.requireNonNullElse(row.getString("quarantine_reason"), ""));
    }

    static List<Assignment> ofGroup(Handle tx, TenantId tenant, GroupId group) {
        return tx.createQuery("SELECT " + COLUMNS + " FROM assignments a WHERE a.tenant_id = :tenant"
                        + " AND a.group_id = :group AND a.kind = 'Group' ORDER BY a.bundle_id")
                .bind("tenant", tenant.value())
                .bind("group", group.value())
                .map((row, context) -> read(row))
                .list();
    }

    static Assignment assignDevice(Handle tx, TenantId tenant, DeviceId device, BundleRef ref, String by) {
        tx.createUpdate("DELETE FROM assignments WHERE tenant_id = :tenant AND device_id = :device"
                        + " AND bundle_id = :bundle AND kind = 'Rollout' AND group_id IS NULL")
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .bind("bundle", ref.bundleId())
                .execute();
        return tx.createQuery(assign("device_id", "'Device'"))
                .bind("id", UuidV7.random())
                .bind("tenant", tenant.value())
                .bind("bundle", ref.bundleId())
                .bind("version", ref.version())
                .bind("whom", device.value())
                .bind("by", by)
                .map((row, context) -> read(row))
                .one();
    }

    static Assignment assignGroup(Handle tx, TenantId tenant, GroupId group, BundleRef ref, String by) {
        forgetRollouts(tx, tenant, group, ref.bundleId());
        return tx.createQuery(assign("group_id", "'Group'"))
                .bind("id", UuidV7.random())
                .bind("tenant", tenant.value())
                .bind("bundle", ref.bundleId())
                .bind("version", ref.version())
                .bind("whom", group.value())
                .bind("by", by)
                .map((row, context) -> read(row))
                .one();
    }

    private static String assign(String whom, String kind) {
        return "INSERT INTO assignments AS a (id, tenant_id, bundle_id, version, kind, " + whom + ", assigned_by)"
                + " VALUES (:id, :tenant, :bundle, :version, " + kind + ", :whom, :by)"
                + " ON CONFLICT (" + whom + ", bundle_id) WHERE kind = " + kind
                + " DO UPDATE SET version = excluded.version, assigned_at = clock_timestamp(),"
                + " assigned_by = excluded.assigned_by RETURNING " + COLUMNS;
    }

    static boolean unassignDevice(Handle tx, TenantId tenant, DeviceId device, String bundle) {
        return tx.createUpdate(
                                "DELETE FROM assignments WHERE tenant_id = :tenant AND device_id = :device"
                                        + " AND bundle_id = :bundle AND (kind = 'Device' OR (kind = 'Rollout' AND group_id IS NULL))")
                        .bind("tenant", tenant.value())
                        .bind("device", device.value())
                        .bind("bundle", bundle)
                        .execute()
                > 0;
    }

    static boolean unassignGroup(Handle tx, TenantId tenant, GroupId group, String bundle) {
        int rollouts = forgetRollouts(tx, tenant, group, bundle);
        int own = tx.createUpdate("DELETE FROM assignments WHERE tenant_id = :tenant AND group_id = :group"
                        + " AND bundle_id = :bundle AND kind = 'Group'")
                .bind("tenant", tenant.value())
                .bind("group", group.value())
                .bind("bundle", bundle)
                .execute();
        return own + rollouts > 0;
    }

    /** What rollouts left behind on behalf of the group: the group's own word is newer. */
    private static int forgetRollouts(Handle tx, TenantId tenant, GroupId group, String bundle) {
        return tx.createUpdate("DELETE FROM assignments WHERE tenant_id = :tenant AND group_id = :group"
                        + " AND bundle_id = :bundle AND kind = 'Rollout'")
                .bind("tenant", tenant.value())
                .bind("group", group.value())
                .bind("bundle", bundle)
                .execute();
    }

    static Optional<UUID> activeRollout(Handle tx, TenantId tenant, GroupId group, String bundle) {
        return tx.createQuery("SELECT id FROM rollouts WHERE tenant_id = :tenant AND group_id = :group"
                        + " AND bundle_id = :bundle AND ended_at IS NULL ORDER BY id LIMIT 1")
                .bind("tenant", tenant.value())
                .bind("group", group.value())
                .bind("bundle", bundle)
                .mapTo(UUID.class)
                .findOne();
    }

    private static Assignment read(ResultSet row) throws SQLException {
        var device = row.getObject("device_id", UUID.class);
        var group = row.getObject("group_id", UUID.class);
        var rollout = row.getObject("rollout_id", UUID.class);
        return new Assignment(
                row.getObject("id", UUID.class),
                row.getString("bundle_id"),
                row.getString("version"),
                Assignment.Kind.valueOf(row.getString("kind")),
                device == null ? null : new DeviceId(device),
                group == null ? null : new GroupId(group),
                rollout == null ? null : new RolloutId(rollout),
                row.getObject("assigned_at", OffsetDateTime.class).toInstant(),
                row.getString("assigned_by"));
    }
}
