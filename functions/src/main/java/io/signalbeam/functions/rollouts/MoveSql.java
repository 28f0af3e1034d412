package io.signalbeam.functions.rollouts;

import io.signalbeam.shared.id.DeviceId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The statements that ask a rollout's devices for something: as many for a hundred thousand as for one. */
final class MoveSql {
    /** Devices moved together that are worth naming one by one. */
    private static final int FEW = 20;

    private static final String RELEASE = """
            WITH chosen AS (
                SELECT r.device_id FROM rollout_devices r <joined>
                WHERE r.tenant_id = :tenant AND r.rollout_id = :rollout AND r.status = 'Pending' AND r.wave <= :wave
                  AND <zones> AND <online>
                ORDER BY r.wave, r.device_id LIMIT :devices
            ), asked AS (
                INSERT INTO assignments (id, tenant_id, bundle_id, version, kind, device_id, group_id, rollout_id,
                    assigned_at, assigned_by)
                SELECT uuid_v7(), :tenant, o.bundle_id, o.version, 'Rollout', c.device_id, o.group_id, o.id,
                    o.started_at, o.created_by
                FROM chosen c, rollouts o WHERE o.id = :rollout AND o.tenant_id = :tenant
                ON CONFLICT (device_id, rollout_id) WHERE kind = 'Rollout' DO NOTHING
            )
            UPDATE rollout_devices r SET status = 'Updating', started_at = :now::timestamptz, attempts = attempts + 1,
                generation = NULL, seen_at = NULL, ended_at = NULL
            FROM chosen c
            WHERE r.tenant_id = :tenant AND r.rollout_id = :rollout AND r.device_id = c.device_id
            RETURNING r.device_id""";

    /** A device that sleeps, and never saw the new version, has nothing to go back from. */
    private static final String TAKE_BACK = """
            WITH chosen AS (
                SELECT r.device_id, r.status = 'Updating' AND r.seen_at IS NULL
                           AND s.connectivity IS DISTINCT FROM 'Online' AS asleep
                FROM rollout_devices r
                LEFT JOIN device_state s ON s.device_id = r.device_id AND s.tenant_id = :tenant
                WHERE r.tenant_id = :tenant AND r.rollout_id = :rollout AND NOT r.going_back
                  AND r.status IN ('Updating', 'Succeeded', 'Failed', 'TimedOut')
                ORDER BY r.status = 'Updating' DESC, r.wave DESC, r.device_id LIMIT :devices
            ), dropped AS (
                DELETE FROM assignments a USING chosen c
                WHERE a.tenant_id = :tenant AND a.rollout_id = :rollout AND a.device_id = c.device_id
            )
            UPDATE rollout_devices r SET going_back = true, generation = NULL, seen_at = NULL,
                status = CASE WHEN c.asleep THEN 'RolledBack' ELSE 'Updating' END,
                ended_at = CASE WHEN c.asleep THEN :now::timestamptz END, error_code = NULL, error_message = NULL, error_container = NULL
            FROM chosen c
            WHERE r.tenant_id = :tenant AND r.rollout_id = :rollout AND r.device_id = c.device_id
            RETURNING r.device_id""";

    private MoveSql() {}

    /** Asks Pending devices; names them when they are few, for their twins to be written at once. */
    static List<DeviceId> release(Handle tx, RolloutRow rollout, Decision.Release release, Instant now) {
        var zones = release.zones();
        var statement = tx.createQuery(RELEASE)
                .define(
                        "joined",
                        release.onlineOnly()
                                ? "JOIN device_state s ON s.device_id = r.device_id AND s.tenant_id = :tenant"
                                : "")
                .define("online", release.onlineOnly() ? "s.connectivity = 'Online'" : "true")
                .define("zones", zones == null ? "true" : "coalesce(r.zone, '') = ANY(:zones)")
                .bind("tenant", rollout.tenant().value())
                .bind("rollout", rollout.id().value())
                .bind("wave", release.throughWave())
                .bind("devices", release.devices())
                .bind("now", now);
        if (zones != null) {
            statement.bindArray("zones", String.class, zones.toArray());
        }
        return few(statement.mapTo(UUID.class).list());
    }

    static List<DeviceId> takeBack(Handle tx, RolloutRow rollout, int devices, Instant now) {
        return few(tx.createQuery(TAKE_BACK)
                .bind("tenant", rollout.tenant().value())
                .bind("rollout", rollout.id().value())
                .bind("devices", devices)
                .bind("now", now)
                .mapTo(UUID.class)
                .list());
    }

    private static List<DeviceId> few(List<UUID> moved) {
        return moved.size() > FEW
                ? List.of()
                : moved.stream().map(DeviceId::new).toList();
    }

    /**
     * A device that was asked before gets a new generation even though it is asked for the same: an agent tries a version
     * that it gave up again only then.
     */
    static void nudge(Handle tx, RolloutRow rollout) {
        tx.createUpdate("""
                        WITH told AS (
                            UPDATE devices d SET generation = d.generation + 1 FROM rollout_devices r
                            WHERE r.tenant_id = :tenant AND r.rollout_id = :rollout AND r.status = 'Updating'
                              AND r.generation IS NULL AND r.attempts > 1 AND d.id = r.device_id AND d.tenant_id = :tenant
                              AND d.lifecycle <> 'Decommissioned'
                            RETURNING d.id
                        )
                        INSERT INTO outbox (tenant_id, device_id) SELECT :tenant, id FROM told ORDER BY id""")
                .bind("tenant", rollout.tenant().value())
                .bind("rollout", rollout.id().value())
                .execute();
    }

    /** From this generation on the answer of a device just asked counts. */
    static void noteGenerations(Handle tx, RolloutRow rollout) {
        tx.createUpdate("""
                        UPDATE rollout_devices r SET generation = d.generation FROM devices d
                        WHERE r.tenant_id = :tenant AND r.rollout_id = :rollout AND r.started_at IS NOT NULL
                          AND r.generation IS NULL AND d.id = r.device_id AND d.tenant_id = :tenant""")
                .bind("tenant", rollout.tenant().value())
                .bind("rollout", rollout.id().value())
                .execute();
    }

    /**
     * Failed devices are to be asked again, and those that a failed rollout had left out; or to go back, when that had
     * failed.
     */
    static void tryAgain(Handle tx, RolloutRow rollout, boolean goingBack) {
        boolean failed = rollout.view().state() instanceof RolloutState.Failed;
        var statement = tx.createUpdate(goingBack ? """
                        UPDATE rollout_devices SET going_back = false, attempts = attempts + 1
                        WHERE tenant_id = :tenant AND rollout_id = :rollout AND going_back
                          AND status IN ('Failed', 'TimedOut')""" : """
                        UPDATE rollout_devices SET status = 'Pending', error_code = NULL, error_message = NULL,
                            error_container = NULL, seen_at = NULL, ended_at = NULL,
                            outcome = NULL, outcome_at = NULL, outcome_code = NULL, outcome_container = NULL
                        WHERE tenant_id = :tenant AND rollout_id = :rollout AND status = ANY(:again)""")
                .bind("tenant", rollout.tenant().value())
                .bind("rollout", rollout.id().value());
        (goingBack
                        ? statement
                        : statement.bindArray(
                                "again",
                                String.class,
                                failed
                                        ? new Object[] {"Failed", "TimedOut", "Cancelled"}
                                        : new Object[] {"Failed", "TimedOut"}))
                .execute();
    }

    /** Leaves devices as they are that were not asked yet, and with {@code all} those that are updating too. */
    static void cancel(Handle tx, RolloutRow rollout, boolean all, Instant now) {
        tx.createUpdate("UPDATE rollout_devices SET status = 'Cancelled', ended_at = :now::timestamptz"
                        + " WHERE tenant_id = :tenant AND rollout_id = :rollout"
                        + " AND (status = 'Pending' OR (:all AND status = 'Updating'))")
                .bind("tenant", rollout.tenant().value())
                .bind("rollout", rollout.id().value())
                .bind("all", all)
                .bind("now", now)
                .execute();
    }

    /** Asks no longer what was asked of devices that have not seen it. */
    static List<DeviceId> unask(Handle tx, RolloutRow rollout, Instant now) {
        return few(tx.createQuery("""
                        WITH dropped AS (
                            DELETE FROM assignments a USING rollout_devices r
                            WHERE r.tenant_id = :tenant AND r.rollout_id = :rollout AND r.status = 'Updating'
                              AND a.tenant_id = :tenant AND a.rollout_id = :rollout AND a.device_id = r.device_id
                        )
                        UPDATE rollout_devices r SET status = 'Cancelled', ended_at = :now::timestamptz, generation = NULL
                        WHERE r.tenant_id = :tenant AND r.rollout_id = :rollout AND r.status = 'Updating'
                        RETURNING r.device_id""")
                .bind("tenant", rollout.tenant().value())
                .bind("rollout", rollout.id().value())
                .bind("now", now)
                .mapTo(UUID.class)
                .list());
    }
}
