package io.signalbeam.functions.rollouts;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.RolloutId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The statements that make a rollout. */
final class CreateSql {
    private CreateSql() {}

    /** Another rollout that is under way. */
    record Other(UUID id, String name) {}

    /**
     * Whether there is such a version. Until the transaction ends nobody else makes a rollout of this bundle, so that two
     * cannot overlook each other.
     */
    static boolean lockBundle(Handle tx, TenantId tenant, String bundle, String version) {
        return tx.createQuery("""
                        SELECT 1 FROM bundles b
                        JOIN bundle_versions v ON v.tenant_id = b.tenant_id AND v.bundle_id = b.id AND v.version = :version
                        WHERE b.tenant_id = :tenant AND b.id = :bundle FOR NO KEY UPDATE OF b""")
                .bind("tenant", tenant.value())
                .bind("bundle", bundle)
                .bind("version", version)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    static boolean groupExists(Handle tx, TenantId tenant, GroupId group) {
        return tx.createQuery("SELECT 1 FROM groups WHERE tenant_id = :tenant AND id = :id FOR KEY SHARE")
                .bind("tenant", tenant.value())
                .bind("id", group.value())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** The group's time zone; null for no group, and for one without. */
    static @Nullable String zone(Handle tx, TenantId tenant, @Nullable GroupId group) {
        return group == null
                ? null
                : tx.createQuery("SELECT time_zone FROM groups WHERE tenant_id = :tenant AND id = :id")
                        .bind("tenant", tenant.value())
                        .bind("id", group.value())
                        .map((row, context) -> Optional.ofNullable(row.getString("time_zone")))
                        .one()
                        .orElse(null);
    }

    static List<UUID> present(Handle tx, TenantId tenant, Collection<DeviceId> devices) {
        return tx.createQuery("SELECT id FROM devices WHERE tenant_id = :tenant AND id = ANY(:ids)")
                .bind("tenant", tenant.value())
                .bindArray(
                        "ids", UUID.class, devices.stream().map(DeviceId::value).toArray())
                .mapTo(UUID.class)
                .list();
    }

    /** @param state Draft, or where it goes from there */
    static void insert(Handle tx, RolloutRow rollout, NewRollout wish, String by) {
        var target = wish.target();
        var devices = target.deviceIds();
        var state = rollout.view().state();
        var columns = StateSql.Columns.of(state);
        var statement = tx.createUpdate("""
                        INSERT INTO rollouts (id, tenant_id, name, bundle_id, version, group_id, selector, device_ids, status,
                            device_deadline_seconds, created_by, created_at, started_at, priority, plan, start_at, wave, phase)
                        SELECT :id, :tenant, :name, :bundle, :version, :group::uuid, :selector, <devices>, :status,
                            :deadline, :by, now, CASE WHEN :running THEN now END, :priority, :plan::jsonb,
                            :startAt::timestamptz, coalesce(:wave::integer, 0), :phase
                        FROM (SELECT clock_timestamp() AS now) clock""")
                .bind("id", rollout.id().value())
                .bind("tenant", rollout.tenant().value())
                .bind("name", wish.nameOrUsual())
                .bind("bundle", wish.bundleId())
                .bind("version", wish.version())
                .bind(
                        "group",
                        target.groupId() == null ? null : target.groupId().value())
                .bind("selector", target.selector())
                .bind("status", state.status().name())
                .bind("running", state.status() == RolloutStatus.Running)
                .bind("deadline", wish.deadlineOrUsual())
                .bind("priority", wish.priorityOrUsual())
                .bind("plan", Json.write(rollout.view().plan()))
                .bind("startAt", wish.startAt())
                .bind("wave", columns.wave())
                .bind("phase", columns.phase())
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

    /** For a draft that begins: its devices are those that its target has by then. */
    static void forgetDevices(Handle tx, RolloutRow rollout) {
        tx.createUpdate("DELETE FROM rollout_devices WHERE tenant_id = :tenant AND rollout_id = :id")
                .bind("tenant", rollout.tenant().value())
                .bind("id", rollout.id().value())
                .execute();
    }

    /**
     * Another rollout of the bundle and of the same priority that is not at its end and reaches one of the same devices.
     * Where priorities differ, it is known who wins, and nobody needs to be refused.
     */
    static Optional<Other> conflict(Handle tx, TenantId tenant, RolloutId id) {
        return tx.createQuery("""
                        SELECT o.id, o.name FROM rollouts o JOIN rollouts mine ON mine.id = :id AND mine.tenant_id = :tenant
                        WHERE o.tenant_id = :tenant AND o.bundle_id = mine.bundle_id AND o.ended_at IS NULL
                          AND o.status <> 'Draft' AND o.id <> :id AND o.priority = mine.priority
                          AND EXISTS (SELECT FROM rollout_devices theirs
                                      JOIN rollout_devices ours ON ours.device_id = theirs.device_id
                                      WHERE theirs.rollout_id = o.id AND theirs.tenant_id = :tenant
                                        AND ours.rollout_id = :id AND ours.tenant_id = :tenant)
                        ORDER BY o.id LIMIT 1""")
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .map((row, context) -> new Other(row.getObject("id", UUID.class), row.getString("name")))
                .findOne();
    }
}
