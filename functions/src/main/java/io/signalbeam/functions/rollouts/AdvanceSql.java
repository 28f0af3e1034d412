package io.signalbeam.functions.rollouts;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.RolloutId;
import io.signalbeam.shared.id.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** The statements of a tick: a handful for each rollout, whatever the number of its devices. */
final class AdvanceSql {
    /** Devices released together that are worth naming one by one. */
    private static final int FEW = 20;

    /** What has become of the devices that have not ended, by what they are asked and what they report. */
    private static final String OBSERVE = """
            WITH looked AS (
                SELECT r.device_id, r.status, d.lifecycle, x.version AS desired,
                       r.status = 'Updating' AND coalesce(s.observed_generation >= r.generation, false) AS seen,
                       jsonb_path_query_first(s.report,
                           '$.bundles[*] ? (@.bundleId == $bundle && @.version == $version)',
                           jsonb_build_object('bundle', :bundle::text, 'version', :version::text)) AS said
                FROM rollout_devices r
                JOIN devices d ON d.id = r.device_id AND d.tenant_id = :tenant
                LEFT JOIN device_desired x ON x.device_id = r.device_id AND x.bundle_id = :bundle AND x.tenant_id = :tenant
                LEFT JOIN device_state s ON s.device_id = r.device_id AND s.tenant_id = :tenant
                WHERE r.tenant_id = :tenant AND r.rollout_id = :rollout AND r.status IN ('Pending', 'Updating')
            ), verdict AS (
                SELECT device_id, seen, said -> 'error' AS error, CASE
                    WHEN lifecycle = 'Decommissioned' THEN 'Skipped'
                    WHEN status = 'Updating' AND desired IS DISTINCT FROM :version THEN 'Superseded'
                    WHEN seen AND said ->> 'state' = 'Running' THEN 'Succeeded'
                    WHEN seen AND said ->> 'state' = 'Failed' THEN 'Failed' END AS status
                FROM looked
            ), moved AS (
                UPDATE rollout_devices r SET
                    status = coalesce(v.status, r.status),
                    seen_at = coalesce(r.seen_at, CASE WHEN v.seen THEN :now::timestamptz END),
                    ended_at = CASE WHEN v.status IS NOT NULL THEN :now::timestamptz END,
                    error_code = CASE WHEN v.status = 'Failed' THEN coalesce(v.error ->> 'code', 'unknown') END,
                    error_message = CASE WHEN v.status = 'Failed' THEN coalesce(v.error ->> 'message', '') END,
                    error_container = CASE WHEN v.status = 'Failed' THEN v.error ->> 'container' END
                FROM verdict v
                WHERE r.tenant_id = :tenant AND r.rollout_id = :rollout AND r.device_id = v.device_id
                  AND (v.status IS NOT NULL OR (v.seen AND r.seen_at IS NULL))
                RETURNING r.device_id, r.status, r.error_code, r.error_message, r.error_container
            ), dropped AS (
                DELETE FROM assignments a USING moved m
                WHERE a.tenant_id = :tenant AND a.rollout_id = :rollout AND a.device_id = m.device_id
                  AND m.status IN ('Skipped', 'Superseded')
            ), told AS (<events>)
            SELECT count(*) FROM moved""";

    private static final String EVENTS = """
            INSERT INTO device_events (id, tenant_id, device_id, at, type, severity, message, details)
            SELECT uuid_v7(), :tenant, m.device_id, :now::timestamptz,
                   CASE WHEN m.status = 'Succeeded' THEN 'io.signalbeam.device.rollout-succeeded.v1'
                        ELSE 'io.signalbeam.device.rollout-failed.v1' END,
                   CASE WHEN m.status = 'Succeeded' THEN 'Info' ELSE 'Error' END,
                   CASE WHEN m.status = 'Succeeded' THEN 'Runs ' || :bundle::text || ' ' || :version::text || '.'
                        ELSE 'Did not come to run ' || :bundle::text || ' ' || :version::text || ': ' || m.error_code || '.' END,
                   jsonb_strip_nulls(jsonb_build_object('rolloutId', :rollout::text, 'bundleId', :bundle::text,
                       'version', :version::text, 'status', m.status, 'code', m.error_code, 'message', m.error_message,
                       'container', m.error_container))
            FROM moved m WHERE m.status IN ('Succeeded', 'Failed', 'TimedOut')""";

    private static final String TIME_OUT = """
            WITH moved AS (
                UPDATE rollout_devices r SET status = 'TimedOut', ended_at = :now::timestamptz, error_code = 'deadline',
                    error_message = 'It did not come to an end within ' || :deadline::text || ' seconds of seeing the version.'
                WHERE r.tenant_id = :tenant AND r.rollout_id = :rollout AND r.status = 'Updating'
                  AND r.seen_at <= :seenUntil::timestamptz
                RETURNING r.device_id, r.status, r.error_code, r.error_message, r.error_container
            ), told AS (<events>)
            SELECT count(*) FROM moved""";

    private static final String RELEASE = """
            WITH chosen AS (
                SELECT r.device_id FROM rollout_devices r
                WHERE r.tenant_id = :tenant AND r.rollout_id = :rollout AND r.status = 'Pending'
                ORDER BY r.device_id LIMIT :devices
            ), asked AS (
                INSERT INTO assignments (id, tenant_id, bundle_id, version, kind, device_id, group_id, rollout_id,
                    assigned_at, assigned_by)
                SELECT uuid_v7(), :tenant, o.bundle_id, o.version, 'Rollout', c.device_id, o.group_id, o.id,
                    o.started_at, o.created_by
                FROM chosen c, rollouts o WHERE o.id = :rollout AND o.tenant_id = :tenant
                ON CONFLICT (device_id, rollout_id) WHERE kind = 'Rollout' DO NOTHING
            )
            UPDATE rollout_devices r SET status = 'Updating', started_at = :now::timestamptz, attempts = attempts + 1, generation = NULL
            FROM chosen c
            WHERE r.tenant_id = :tenant AND r.rollout_id = :rollout AND r.device_id = c.device_id
            RETURNING r.device_id""";

    private AdvanceSql() {}

    /** A rollout that is under way. */
    record Active(
            RolloutId id,
            TenantId tenant,
            String bundle,
            String version,
            @Nullable GroupId group,
            RolloutView view) {}

    /** Names a rollout of some tenant. */
    record Name(RolloutId id, TenantId tenant) {}

    static List<Name> active(Handle tx) {
        return tx.createQuery(
                        "SELECT id, tenant_id FROM rollouts WHERE ended_at IS NULL AND status = 'Running' ORDER BY id")
                .map((row, context) -> new Name(
                        new RolloutId(row.getObject("id", UUID.class)),
                        new TenantId(row.getObject("tenant_id", UUID.class))))
                .list();
    }

    /** Empty when it has ended, or another transaction is moving it. */
    static Optional<Active> take(Handle tx, TenantId tenant, RolloutId id) {
        return tx.createQuery("SELECT * FROM rollouts WHERE tenant_id = :tenant AND id = :id AND ended_at IS NULL"
                        + " FOR UPDATE SKIP LOCKED")
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .map((row, context) -> active(row))
                .findOne();
    }

    /** Waits until nobody else moves it. */
    static void lock(Handle tx, TenantId tenant, RolloutId id) {
        tx.createQuery("SELECT 1 FROM rollouts WHERE tenant_id = :tenant AND id = :id FOR UPDATE")
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .mapTo(Integer.class)
                .findOne();
    }

    static void observe(Handle tx, Active rollout, Instant now) {
        named(tx.createQuery(OBSERVE), rollout)
                .define("events", EVENTS)
                .bind("now", now)
                .mapTo(Integer.class)
                .one();
    }

    static void timeOut(Handle tx, Active rollout, Instant seenUntil, Instant now) {
        named(tx.createQuery(TIME_OUT), rollout)
                .define("events", EVENTS)
                .bind("now", now)
                .bind("seenUntil", seenUntil)
                .bind("deadline", String.valueOf(rollout.view().deviceDeadline().toSeconds()))
                .mapTo(Integer.class)
                .one();
    }

    static Progress progress(Handle tx, Active rollout) {
        record Line(
                RolloutDeviceStatus status,
                int devices,
                int unseen,
                @Nullable Instant oldest) {}
        var lines = tx.createQuery("""
                        SELECT status, count(*) AS devices, count(*) FILTER (WHERE seen_at IS NULL) AS unseen,
                               min(seen_at) AS oldest
                        FROM rollout_devices WHERE tenant_id = :tenant AND rollout_id = :rollout GROUP BY status""")
                .bind("tenant", rollout.tenant().value())
                .bind("rollout", rollout.id().value())
                .map((row, context) -> {
                    var oldest = row.getObject("oldest", OffsetDateTime.class);
                    return new Line(
                            RolloutDeviceStatus.valueOf(row.getString("status")),
                            row.getInt("devices"),
                            row.getInt("unseen"),
                            oldest == null ? null : oldest.toInstant());
                })
                .list();
        var counts = new EnumMap<RolloutDeviceStatus, Integer>(RolloutDeviceStatus.class);
        int unseen = 0;
        Instant oldest = null;
        for (var line : lines) {
            counts.put(line.status(), line.devices());
            if (line.status() == RolloutDeviceStatus.Updating) {
                unseen = line.unseen();
                oldest = line.oldest();
            }
        }
        return new Progress(counts, unseen, oldest);
    }

    /** Asks so many Pending devices; names them when they are few, for their twins to be written at once. */
    static List<DeviceId> release(Handle tx, Active rollout, int devices, Instant now) {
        var statement = tx.createQuery(RELEASE)
                .bind("tenant", rollout.tenant().value())
                .bind("rollout", rollout.id().value())
                .bind("now", now)
                .bind("devices", devices);
        var released = statement.mapTo(UUID.class).list();
        return released.size() > FEW
                ? List.of()
                : released.stream().map(DeviceId::new).toList();
    }

    /** From this generation on the answer of a device just released counts. */
    static void noteGenerations(Handle tx, Active rollout) {
        tx.createUpdate("""
                        UPDATE rollout_devices r SET generation = d.generation FROM devices d
                        WHERE r.tenant_id = :tenant AND r.rollout_id = :rollout AND r.status = 'Updating'
                          AND r.generation IS NULL AND d.id = r.device_id AND d.tenant_id = :tenant""")
                .bind("tenant", rollout.tenant().value())
                .bind("rollout", rollout.id().value())
                .execute();
    }

    /** Not over a later word of somebody else; older rollouts of the group have nothing to say any more. */
    static void promoteToGroup(Handle tx, Active rollout, GroupId group) {
        named(tx.createUpdate("""
                                INSERT INTO assignments AS a (id, tenant_id, bundle_id, version, kind, group_id, assigned_at,
                                    assigned_by)
                                SELECT uuid_v7(), :tenant, :bundle, :version, 'Group', o.group_id, o.started_at, o.created_by
                                FROM rollouts o WHERE o.id = :rollout AND o.tenant_id = :tenant
                                ON CONFLICT (group_id, bundle_id) WHERE kind = 'Group' DO UPDATE
                                SET version = excluded.version, assigned_at = excluded.assigned_at,
                                    assigned_by = excluded.assigned_by
                                WHERE a.assigned_at <= excluded.assigned_at"""), rollout).execute();
        tx.createUpdate("""
                        DELETE FROM assignments a USING rollouts o
                        WHERE o.id = :rollout AND o.tenant_id = :tenant AND a.tenant_id = :tenant AND a.group_id = :group
                          AND a.bundle_id = o.bundle_id AND a.kind = 'Rollout' AND a.assigned_at <= o.started_at""")
                .bind("tenant", rollout.tenant().value())
                .bind("rollout", rollout.id().value())
                .bind("group", group.value())
                .execute();
    }

    static void promoteToDevices(Handle tx, Active rollout) {
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

    static void cancelDevices(Handle tx, TenantId tenant, RolloutId id, Instant now) {
        tx.createUpdate(
                        "UPDATE rollout_devices SET status = 'Cancelled', ended_at = :now::timestamptz WHERE tenant_id = :tenant"
                                + " AND rollout_id = :id AND status = ANY(:before)")
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .bind("now", now)
                .bindArray(
                        "before",
                        String.class,
                        RolloutDeviceStatus.Cancelled.before().toArray())
                .execute();
    }

    static void end(
            Handle tx, TenantId tenant, RolloutId id, RolloutStatus status, @Nullable String reason, Instant now) {
        int ended = tx.createUpdate(
                        "UPDATE rollouts SET status = :status, reason = :reason, ended_at = :now::timestamptz"
                                + " WHERE tenant_id = :tenant AND id = :id AND status = ANY(:before)")
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .bind("status", status.name())
                .bind("reason", reason)
                .bind("now", now)
                .bindArray("before", String.class, status.before().toArray())
                .execute();
        if (ended != 1) {
            throw new IllegalStateException("rollout " + id + " cannot become " + status);
        }
    }

    private static <S extends SqlStatement<S>> S named(S statement, Active rollout) {
        return statement
                .bind("tenant", rollout.tenant().value())
                .bind("rollout", rollout.id().value())
                .bind("bundle", rollout.bundle())
                .bind("version", rollout.version());
    }

    private static Active active(ResultSet row) throws SQLException {
        var group = row.getObject("group_id", UUID.class);
        return new Active(
                new RolloutId(row.getObject("id", UUID.class)),
                new TenantId(row.getObject("tenant_id", UUID.class)),
                row.getString("bundle_id"),
                row.getString("version"),
                group == null ? null : new GroupId(group),
                new RolloutView(
                        RolloutStatus.valueOf(row.getString("status")),
                        Duration.ofSeconds(row.getInt("device_deadline_seconds"))));
    }
}
