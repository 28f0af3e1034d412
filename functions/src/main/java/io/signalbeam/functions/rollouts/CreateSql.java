package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.selectors.SelectorSql;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.RolloutId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.label.Selector;
import io.signalbeam.shared.validation.Validated;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** The statements that make a rollout. */
final class CreateSql {
    private CreateSql() {}

    /** Another rollout that is under way. */
    record Other(UUID id, String name) {}

    /**
     * Whether there is such a version. Until the transaction ends nobody else makes a rollout of this bundle, so that two
     * cannot overlook each other.
     */
    static boolean lockBundle(Handle tx, TenantId tenant, NewRollout wish) {
        return tx.createQuery("""
                        SELECT 1 FROM bundles b
                        JOIN bundle_versions v ON v.tenant_id = b.tenant_id AND v.bundle_id = b.id AND v.version = :version
                        WHERE b.tenant_id = :tenant AND b.id = :bundle FOR NO KEY UPDATE OF b""")
                .bind("tenant", tenant.value())
                .bind("bundle", wish.bundleId())
                .bind("version", wish.version())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    static boolean groupExists(Handle tx, TenantId tenant, UUID group) {
        return tx.createQuery("SELECT 1 FROM groups WHERE tenant_id = :tenant AND id = :id FOR KEY SHARE")
                .bind("tenant", tenant.value())
                .bind("id", group)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    static List<UUID> present(Handle tx, TenantId tenant, Collection<DeviceId> devices) {
        return tx.createQuery("SELECT id FROM devices WHERE tenant_id = :tenant AND id = ANY(:ids)")
                .bind("tenant", tenant.value())
                .bindArray(
                        "ids", UUID.class, devices.stream().map(DeviceId::value).toArray())
                .mapTo(UUID.class)
                .list();
    }

    static void insert(Handle tx, TenantId tenant, RolloutId id, NewRollout wish, String by) {
        var target = wish.target();
        var group = target.groupId();
        var devices = target.deviceIds();
        var statement = tx.createUpdate("""
                        INSERT INTO rollouts (id, tenant_id, name, bundle_id, version, group_id, selector, device_ids, status,
                            device_deadline_seconds, created_by, created_at, started_at)
                        SELECT :id, :tenant, :name, :bundle, :version, :group::uuid, :selector, <devices>, :status,
                            :deadline, :by, now, now FROM (SELECT clock_timestamp() AS now) clock""")
                .bind("id", id.value())
                .bind("tenant", tenant.value())
                .bind("name", wish.nameOrUsual())
                .bind("bundle", wish.bundleId())
                .bind("version", wish.version())
                .bind("group", group == null ? null : group.value())
                .bind("selector", target.selector())
                .bind("status", RolloutStatus.Running.name())
                .bind("deadline", wish.deadlineOrUsual())
                .bind("by", by);
        if (devices == null) {
            statement.define("devices", "null::uuid[]");
        } else {
            statement
                    .define("devices", ":devices::uuid[]")
                    .bindArray(
                            "devices",
                            UUID.class,
                            devices.stream().map(DeviceId::value).toArray());
        }
        statement.execute();
    }

    /** Writes down whom it will reach and what they run; answers how many. */
    static int snapshot(Handle tx, TenantId tenant, RolloutId id, NewRollout wish) {
        var statement = tx.createUpdate("""
                INSERT INTO rollout_devices (tenant_id, rollout_id, device_id, status, from_version)
                SELECT :tenant, :id, d.id, :status, x.version
                FROM devices d
                LEFT JOIN device_desired x ON x.device_id = d.id AND x.bundle_id = :bundle AND x.tenant_id = :tenant
                WHERE d.tenant_id = :tenant AND d.lifecycle <> 'Decommissioned' AND <target>
                ORDER BY d.id""");
        return target(statement, wish.target())
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .bind("status", RolloutDeviceStatus.Pending.name())
                .bind("bundle", wish.bundleId())
                .execute();
    }

    private static Update target(Update statement, RolloutTarget target) {
        if (target.groupId() != null) {
            return statement
                    .define(
                            "target",
                            "d.id IN (SELECT m.device_id FROM group_members m WHERE m.tenant_id = :tenant"
                                    + " AND m.group_id = :group)")
                    .bind("group", target.groupId().value());
        }
        if (target.deviceIds() != null) {
            return statement
                    .define("target", "d.id = ANY(:devices)")
                    .bindArray(
                            "devices",
                            UUID.class,
                            target.deviceIds().stream().map(DeviceId::value).toArray());
        }
        var text = target.selector() == null ? "" : target.selector();
        if (!(Selector.parse(text) instanceof Validated.Valid<Selector>(Selector selector))) {
            throw new IllegalArgumentException("a selector that was not checked: " + text);
        }
        var sql = SelectorSql.of(selector, "d.attributes");
        return sql.bind(statement.define("target", sql.condition()));
    }

    /** Another rollout of the bundle that is under way and reaches one of the same devices. */
    static Optional<Other> conflict(Handle tx, TenantId tenant, RolloutId id, String bundle) {
        return tx.createQuery("""
                        SELECT o.id, o.name FROM rollouts o
                        WHERE o.tenant_id = :tenant AND o.bundle_id = :bundle AND o.ended_at IS NULL AND o.id <> :id
                          AND EXISTS (SELECT FROM rollout_devices theirs
                                      JOIN rollout_devices mine ON mine.device_id = theirs.device_id
                                      WHERE theirs.rollout_id = o.id AND theirs.tenant_id = :tenant
                                        AND mine.rollout_id = :id AND mine.tenant_id = :tenant)
                        ORDER BY o.id LIMIT 1""")
                .bind("tenant", tenant.value())
                .bind("bundle", bundle)
                .bind("id", id.value())
                .map((row, context) -> new Other(row.getObject("id", UUID.class), row.getString("name")))
                .findOne();
    }
}
