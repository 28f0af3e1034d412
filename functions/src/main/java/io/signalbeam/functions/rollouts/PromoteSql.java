package io.signalbeam.functions.rollouts;

import io.signalbeam.shared.id.GroupId;
import org.jdbi.v3.core.Handle;

/** What a rollout asked of its devices one by one becomes what the group, or each device, is asked for. */
final class PromoteSql {
    private PromoteSql() {}

    /** Not over a later word of somebody else; older rollouts of the group have nothing to say any more. */
    static void toGroup(Handle tx, RolloutRow rollout, GroupId group) {
        tx.createUpdate("""
                                INSERT INTO assignments AS a (id, tenant_id, bundle_id, version, kind, group_id, assigned_at,
                                    assigned_by)
                                SELECT uuid_v7(), :tenant, :bundle, :version, 'Group', o.group_id, o.started_at, o.created_by
                                FROM rollouts o WHERE o.id = :rollout AND o.tenant_id = :tenant
                                ON CONFLICT (group_id, bundle_id) WHERE kind = 'Group' DO UPDATE
                                SET version = excluded.version, assigned_at = excluded.assigned_at,
                                    assigned_by = excluded.assigned_by
                                WHERE a.assigned_at <= excluded.assigned_at""")
                .bind("tenant", rollout.tenant().value())
                .bind("rollout", rollout.id().value())
                .bind("bundle", rollout.bundle())
                .bind("version", rollout.version())
                .execute();
        tx.createUpdate("""
                        DELETE FROM assignments a USING rollouts o
                        WHERE o.id = :rollout AND o.tenant_id = :tenant AND a.tenant_id = :tenant AND a.group_id = :group
                          AND a.bundle_id = o.bundle_id AND a.kind = 'Rollout' AND a.assigned_at <= o.started_at""")
                .bind("tenant", rollout.tenant().value())
                .bind("rollout", rollout.id().value())
                .bind("group", group.value())
                .execute();
    }

    static void toDevices(Handle tx, RolloutRow rollout) {
        tx.createUpdate("""
                        INSERT INTO assignments AS a (id, tenant_id, bundle_id, version, kind, device_id, assigned_at,
                            assigned_by)
                        SELECT uuid_v7(), :tenant, r.bundle_id, r.version, 'Device', r.device_id, r.assigned_at, r.assigned_by
                        FROM assignments r WHERE r.tenant_id = :tenant AND r.rollout_id = :rollout AND r.kind = 'Rollout'
                        ORDER BY r.device_id
                        ON CONFLICT (device_id, bundle_id) WHERE kind = 'Device' DO UPDATE
                        SET version = excluded.version, assigned_at = excluded.assigned_at,
                            assigned_by = excluded.assigned_by
                        WHERE a.assigned_at <= excluded.assigned_at""")
                .bind("tenant", rollout.tenant().value())
                .bind("rollout", rollout.id().value())
                .execute();
        tx.createUpdate("""
                        DELETE FROM assignments a USING rollouts o, rollout_devices r
                        WHERE o.id = :rollout AND o.tenant_id = :tenant AND r.rollout_id = o.id AND r.tenant_id = :tenant
                          AND a.tenant_id = :tenant AND a.device_id = r.device_id AND a.bundle_id = o.bundle_id
                          AND a.kind = 'Rollout' AND a.group_id IS NULL AND a.assigned_at <= o.started_at""")
                .bind("tenant", rollout.tenant().value())
                .bind("rollout", rollout.id().value())
                .execute();
    }
}
