package io.signalbeam.functions.assignments;

import io.signalbeam.functions.bundles.Quarantines;
import io.signalbeam.functions.transaction.BulkSql;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.TenantId;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** The statements of {@link Reassess}: two or three of them, whatever the number of devices. */
final class ReassessSql {
    /**
     * Every assignment that speaks of a device in {@code scope}, as {@code asked}. {@code direct}, {@code priority},
     * {@code assigned_at} and {@code assignment_id}, each the higher the better, say which one wins.
     */
    static final String ASKED = """
            asked AS (
                SELECT a.device_id, a.bundle_id, a.version, a.id AS assignment_id, true AS direct, 0 AS priority, a.assigned_at
                FROM scope s
                JOIN assignments a ON a.device_id = s.id AND a.tenant_id = :tenant
                WHERE a.kind = 'Device' OR (a.kind = 'Rollout' AND a.group_id IS NULL)
                UNION ALL
                SELECT a.device_id, a.bundle_id, a.version, a.id, false, g.priority, a.assigned_at
                FROM scope s
                JOIN assignments a ON a.device_id = s.id AND a.tenant_id = :tenant AND a.kind = 'Rollout'
                JOIN group_members m ON m.group_id = a.group_id AND m.device_id = a.device_id AND m.tenant_id = :tenant
                JOIN groups g ON g.id = a.group_id AND g.tenant_id = :tenant
                UNION ALL
                SELECT m.device_id, a.bundle_id, a.version, a.id, false, g.priority, a.assigned_at
                FROM scope s
                JOIN group_members m ON m.device_id = s.id AND m.tenant_id = :tenant
                JOIN groups g ON g.id = m.group_id AND g.tenant_id = :tenant
                JOIN assignments a ON a.group_id = m.group_id AND a.kind = 'Group' AND a.tenant_id = :tenant
            )""";

    static final String BEST_FIRST = "direct DESC, priority DESC, assigned_at DESC, assignment_id DESC";

    private static final String LOCK = """
            SELECT count(*) FROM (
                SELECT d.id FROM devices d WHERE d.tenant_id = :tenant AND <condition> ORDER BY d.id FOR NO KEY UPDATE
            ) locked""";

    private static final String CHANGE = """
            WITH picked AS MATERIALIZED (
                SELECT d.id, d.lifecycle FROM devices d WHERE d.tenant_id = :tenant AND <condition>
            ), scope AS (
                SELECT id FROM picked WHERE lifecycle <> 'Decommissioned'
            ), <asked>
            , had AS MATERIALIZED (
                SELECT x.device_id, x.bundle_id, x.version, x.assignment_id
                FROM picked p JOIN device_desired x ON x.device_id = p.id AND x.tenant_id = :tenant
            ), wanted AS MATERIALIZED (
                SELECT DISTINCT ON (device_id, bundle_id) device_id, bundle_id, version, assignment_id
                FROM asked <not_held> ORDER BY device_id, bundle_id, <best_first>
            ), difference AS MATERIALIZED (
                SELECT coalesce(w.device_id, h.device_id) AS device_id, coalesce(w.bundle_id, h.bundle_id) AS bundle_id,
                       w.version, w.assignment_id, w.version IS DISTINCT FROM h.version AS tells
                FROM wanted w FULL JOIN had h ON h.device_id = w.device_id AND h.bundle_id = w.bundle_id
                WHERE (w.version IS DISTINCT FROM h.version OR w.assignment_id IS DISTINCT FROM h.assignment_id) <kept>
            ), gone AS (
                DELETE FROM device_desired x USING difference c
                WHERE c.version IS NULL AND x.device_id = c.device_id AND x.bundle_id = c.bundle_id AND x.tenant_id = :tenant
            ), put AS (
                INSERT INTO device_desired (tenant_id, device_id, bundle_id, version, assignment_id)
                SELECT :tenant, device_id, bundle_id, version, assignment_id FROM difference WHERE version IS NOT NULL
                ON CONFLICT (device_id, bundle_id)
                DO UPDATE SET version = excluded.version, assignment_id = excluded.assignment_id
            ), told AS (
                UPDATE devices d SET generation = d.generation + 1
                FROM (SELECT DISTINCT device_id FROM difference WHERE tells) c
                WHERE d.id = c.device_id AND d.tenant_id = :tenant AND d.lifecycle <> 'Decommissioned'
                RETURNING d.id
            ), queued AS (
                INSERT INTO outbox (tenant_id, device_id) SELECT :tenant, id FROM told
            )
            SELECT count(*) FROM told""";

    /**
     * Of what is asked, all but versions in quarantine that the device would be given by it. One that goes back with a
     * rollout has had what it goes back to.
     */
    private static final String NOT_HELD = """
            LEFT JOIN (SELECT v.bundle_id AS bad_bundle, v.version AS bad_version FROM bundle_versions v
                       WHERE v.tenant_id = :tenant AND v.quarantined_at IS NOT NULL) bad
                ON bad_bundle = asked.bundle_id AND bad_version = asked.version
            LEFT JOIN (SELECT h.device_id AS own_device, h.bundle_id AS own_bundle, h.version AS own_version FROM had h) own
                ON own_device = asked.device_id AND own_bundle = asked.bundle_id AND own_version = asked.version
            WHERE bad_version IS NULL OR own_device IS NOT NULL
               OR EXISTS (SELECT FROM rollout_devices r JOIN rollouts o ON o.id = r.rollout_id AND o.tenant_id = :tenant
                          WHERE r.tenant_id = :tenant AND r.device_id = asked.device_id AND r.going_back
                            AND r.from_version = asked.version AND o.bundle_id = asked.bundle_id)""";

    /** Who is asked only for what is held stays with what there is. */
    private static final String KEPT = """
            AND (w.version IS NOT NULL OR NOT EXISTS (
                SELECT FROM asked a WHERE a.device_id = h.device_id AND a.bundle_id = h.bundle_id))""";

    private ReassessSql() {}

    static int run(Handle tx, TenantId tenant, Scope scope) {
        // A statement of its own: what is computed next then sees all that was committed before the locks were given.
        int locked = lock(tx, tenant, scope);
        if (locked == 0) {
            return 0;
        }
        BulkSql.expect(tx, locked);
        boolean held = Quarantines.any(tx, tenant);
        return bind(tx.createQuery(CHANGE), tenant, scope)
                .define("not_held", held ? NOT_HELD : "")
                .define("kept", held ? KEPT : "")
                .mapTo(Integer.class)
                .one();
    }

    /** Answers how many there are. */
    static int lock(Handle tx, TenantId tenant, Scope scope) {
        return bind(tx.createQuery(LOCK), tenant, scope).mapTo(Integer.class).one();
    }

    static boolean lockGroup(Handle tx, TenantId tenant, GroupId group) {
        // Not NO KEY UPDATE: this one makes the foreign key of a new member wait.
        return tx.createQuery("SELECT 1 FROM groups WHERE tenant_id = :tenant AND id = :group FOR UPDATE")
                .bind("tenant", tenant.value())
                .bind("group", group.value())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** All that ask for a version, as {@link #lockGroup}. */
    static void lockGroupsAsking(Handle tx, TenantId tenant, BundleRef ref) {
        tx.createQuery("""
                        SELECT g.id FROM groups g WHERE g.tenant_id = :tenant AND g.id IN (
                            SELECT a.group_id FROM assignments a WHERE a.tenant_id = :tenant AND a.kind = 'Group'
                              AND a.bundle_id = :bundle AND a.version = :version)
                        ORDER BY g.id FOR UPDATE""")
                .bind("tenant", tenant.value())
                .bind("bundle", ref.bundleId())
                .bind("version", ref.version())
                .mapTo(UUID.class)
                .list();
    }

    private static String condition(Scope scope) {
        return switch (scope) {
            case Scope.Devices ignored -> "d.id = ANY(:ids)";
            case Scope.MembersOf ignored ->
                "d.id IN (SELECT m.device_id FROM group_members m WHERE m.tenant_id = :tenant AND m.group_id = :group)";
            case Scope.MovedBy ignored ->
                "d.id IN (SELECT r.device_id FROM rollout_devices r WHERE r.tenant_id = :tenant"
                        + " AND r.rollout_id = :rollout AND r.started_at IS NOT NULL AND r.generation IS NULL)";
            case Scope.AskedFor ignored -> """
                    d.id IN (SELECT a.device_id FROM assignments a WHERE a.tenant_id = :tenant AND a.bundle_id = :bundle
                               AND a.version = :version AND a.device_id IS NOT NULL
                             UNION ALL
                             SELECT m.device_id FROM assignments a
                             JOIN group_members m ON m.group_id = a.group_id AND m.tenant_id = :tenant
                             WHERE a.tenant_id = :tenant AND a.bundle_id = :bundle AND a.version = :version
                               AND a.kind = 'Group')""";
            case Scope.AllOf ignored ->
                "d.id IN (SELECT r.device_id FROM rollout_devices r WHERE r.tenant_id = :tenant"
                        + " AND r.rollout_id = :rollout)";
        };
    }

    private static <S extends SqlStatement<S>> S bind(S statement, TenantId tenant, Scope scope) {
        statement
                .bind("tenant", tenant.value())
                .define("condition", condition(scope))
                .define("asked", ASKED)
                .define("best_first", BEST_FIRST);
        return switch (scope) {
            case Scope.Devices devices ->
                statement.bindArray(
                        "ids",
                        UUID.class,
                        devices.ids().stream().map(DeviceId::value).toArray());
            case Scope.MembersOf members ->
                statement.bind("group", members.group().value());
            case Scope.MovedBy moved ->
                statement.bind("rollout", moved.rollout().value());
            case Scope.AskedFor asked ->
                statement.bind("bundle", asked.bundle()).bind("version", asked.version());
            case Scope.AllOf all -> statement.bind("rollout", all.rollout().value());
        };
    }
}
