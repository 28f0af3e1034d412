package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.rollouts.Progress.Tally;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** What has become of a rollout's devices, by what they are asked and what they report; a few statements for any number. */
final class ObserveSql {
    /**
     * Of devices that are updating, and of those that have said something since they succeeded. Materialized, because a
     * planner that folds it into one would read each report once for each place where the verdict is named.
     */
    private static final String OBSERVE = """
            WITH looked AS MATERIALIZED (
                SELECT r.device_id, r.status, r.going_back, d.lifecycle, x.version AS desired, s.sequence, l.seen,
                       CASE WHEN l.seen THEN jsonb_path_exists(s.report, '$.bundles[*] ? (@.bundleId == $bundle)',
                           jsonb_build_object('bundle', :bundle::text)) END AS runs_some,
                       CASE WHEN l.seen OR r.status = 'Succeeded' THEN jsonb_path_query_first(s.report,
                           '$.bundles[*] ? (@.bundleId == $bundle && @.version == $version)',
                           jsonb_build_object('bundle', :bundle::text,
                               'version', CASE WHEN r.going_back THEN x.version ELSE :version::text END)) END AS said
                FROM rollout_devices r
                JOIN devices d ON d.id = r.device_id AND d.tenant_id = :tenant
                LEFT JOIN device_desired x ON x.device_id = r.device_id AND x.bundle_id = :bundle AND x.tenant_id = :tenant
                LEFT JOIN device_state s ON s.device_id = r.device_id AND s.tenant_id = :tenant
                CROSS JOIN LATERAL (SELECT coalesce(s.observed_generation >= r.generation, false) AS seen) l
                WHERE r.tenant_id = :tenant AND r.rollout_id = :rollout
                  AND (r.status = 'Updating' OR (r.status = 'Succeeded' AND s.sequence > r.report_sequence))
            ), verdict AS MATERIALIZED (
                SELECT device_id, going_back, seen, sequence, said -> 'error' AS error, CASE
                    WHEN lifecycle = 'Decommissioned' THEN 'Skipped'
                    WHEN status = 'Succeeded' THEN CASE WHEN said ->> 'state' = 'Failed' THEN 'Failed' END
                    WHEN NOT going_back AND desired IS DISTINCT FROM :version THEN 'Superseded'
                    WHEN NOT seen THEN NULL
                    WHEN going_back AND desired IS NULL AND runs_some IS NOT TRUE THEN 'RolledBack'
                    WHEN said ->> 'state' = 'Running' AND going_back THEN 'RolledBack'
                    WHEN said ->> 'state' = 'Running' THEN 'Succeeded'
                    WHEN said ->> 'state' = 'Failed' THEN 'Failed' END AS status
                FROM looked
            ), judged AS (
                SELECT *, status IS NOT NULL AND NOT going_back AND status IN ('Succeeded', 'Failed') AS fared FROM verdict
            ), moved AS (
                UPDATE rollout_devices r SET
                    status = coalesce(v.status, r.status),
                    seen_at = coalesce(r.seen_at, CASE WHEN v.seen THEN :now::timestamptz END),
                    ended_at = CASE WHEN v.status IS NOT NULL THEN :now::timestamptz ELSE r.ended_at END,
                    report_sequence = CASE WHEN v.status = 'Succeeded' THEN v.sequence ELSE r.report_sequence END,
                    error_code = CASE WHEN v.status = 'Failed' THEN coalesce(v.error ->> 'code', 'unknown') END,
                    error_message = CASE WHEN v.status = 'Failed' THEN coalesce(v.error ->> 'message', '') END,
                    error_container = CASE WHEN v.status = 'Failed' THEN v.error ->> 'container' END,
                    outcome = CASE WHEN v.fared THEN v.status ELSE r.outcome END,
                    outcome_at = CASE WHEN v.fared THEN :now::timestamptz ELSE r.outcome_at END,
                    outcome_code = CASE WHEN v.fared AND v.status = 'Failed' THEN coalesce(v.error ->> 'code', 'unknown')
                        WHEN NOT v.fared THEN r.outcome_code END,
                    outcome_container = CASE WHEN v.fared AND v.status = 'Failed' THEN v.error ->> 'container'
                        WHEN NOT v.fared THEN r.outcome_container END
                FROM judged v
                WHERE r.tenant_id = :tenant AND r.rollout_id = :rollout AND r.device_id = v.device_id
                  AND (v.status IS NOT NULL OR (v.seen AND r.seen_at IS NULL))
                RETURNING r.device_id, r.status, r.going_back, r.error_code, r.error_message, r.error_container
            ), dropped AS (
                DELETE FROM assignments a USING moved m
                WHERE a.tenant_id = :tenant AND a.rollout_id = :rollout AND a.device_id = m.device_id
                  AND m.status IN ('Skipped', 'Superseded')
            ), told AS (<events>)
            SELECT count(*) FROM moved""";

    private static final String EVENTS = """
            INSERT INTO device_events (id, tenant_id, device_id, at, type, severity, message, details)
            SELECT uuid_v7(), :tenant, m.device_id, :now::timestamptz,
                   'io.signalbeam.device.rollout-' || CASE m.status WHEN 'Succeeded' THEN 'succeeded.v1'
                        WHEN 'RolledBack' THEN 'rolled-back.v1' ELSE 'failed.v1' END,
                   CASE WHEN m.status IN ('Succeeded', 'RolledBack') THEN 'Info' ELSE 'Error' END,
                   CASE m.status WHEN 'Succeeded' THEN 'Runs ' || :bundle::text || ' ' || :version::text || '.'
                        WHEN 'RolledBack' THEN 'Went back from ' || :bundle::text || ' ' || :version::text || '.'
                        ELSE 'Did not come to ' || CASE WHEN m.going_back THEN 'go back from ' ELSE 'run ' END
                            || :bundle::text || ' ' || :version::text || ': ' || m.error_code || '.' END,
                   jsonb_strip_nulls(jsonb_build_object('rolloutId', :rollout::text, 'bundleId', :bundle::text,
                       'version', :version::text, 'status', m.status, 'code', m.error_code, 'message', m.error_message,
                       'container', m.error_container))
            FROM moved m WHERE m.status IN ('Succeeded', 'Failed', 'TimedOut', 'RolledBack')""";

    private static final String TIME_OUT = """
            WITH moved AS (
                UPDATE rollout_devices r SET status = 'TimedOut', ended_at = :now::timestamptz, error_code = 'deadline',
                    error_message = 'It did not come to an end within ' || :deadline::text || ' seconds of seeing the version.',
                    error_container = NULL,
                    outcome = CASE WHEN going_back THEN outcome ELSE 'TimedOut' END,
                    outcome_at = CASE WHEN going_back THEN outcome_at ELSE :now::timestamptz END,
                    outcome_code = CASE WHEN going_back THEN outcome_code ELSE 'deadline' END,
                    outcome_container = CASE WHEN going_back THEN outcome_container END
                WHERE r.tenant_id = :tenant AND r.rollout_id = :rollout AND r.status = 'Updating'
                  AND r.seen_at <= :seenUntil::timestamptz
                RETURNING r.device_id, r.status, r.going_back, r.error_code, r.error_message, r.error_container
            ), told AS (<events>)
            SELECT count(*) FROM moved""";

    /** Of devices that were not asked yet; what they report is of no account. */
    private static final String LEAVE = """
            WITH gone AS (
                SELECT r.device_id FROM rollout_devices r <joined>
                WHERE r.tenant_id = :tenant AND r.rollout_id = :rollout AND r.status = 'Pending' AND <gone>
            )
            UPDATE rollout_devices r SET status = 'Skipped', ended_at = :now::timestamptz
            FROM gone
            WHERE r.tenant_id = :tenant AND r.rollout_id = :rollout AND r.device_id = gone.device_id""";

    private static final String DEVICE = "JOIN devices d ON d.id = r.device_id AND d.tenant_id = :tenant";

    /** A device that is decommissioned leaves its groups. */
    private static final String MEMBER =
            "LEFT JOIN group_members m ON m.group_id = :group AND m.device_id = r.device_id AND m.tenant_id = :tenant";

    private static final String SUPERSEDE = """
            UPDATE rollout_devices r SET status = 'Superseded', ended_at = :now::timestamptz
            FROM rollouts mine
            WHERE mine.tenant_id = :tenant AND mine.id = :rollout
              AND r.tenant_id = :tenant AND r.rollout_id = :rollout AND r.status = 'Pending'
              AND EXISTS (SELECT FROM rollout_devices t JOIN rollouts o ON o.id = t.rollout_id AND o.tenant_id = :tenant
                          WHERE t.device_id = r.device_id AND t.tenant_id = :tenant
                            AND t.status IN ('Pending', 'Updating', 'Succeeded')
                            AND o.id <> mine.id AND o.bundle_id = :bundle AND o.status IN ('Running', 'Paused')
                            AND (o.priority, o.started_at, o.id) > (mine.priority, mine.started_at, mine.id))""";

    private ObserveSql() {}

    /** Takes in what devices say; answers of how many it was news. */
    static int observe(Handle tx, RolloutRow rollout, Instant now) {
        return named(tx.createQuery(OBSERVE), rollout)
                .define("events", EVENTS)
                .bind("now", now)
                .mapTo(Integer.class)
                .one();
    }

    static void timeOut(Handle tx, RolloutRow rollout, Instant seenUntil, Instant now) {
        named(tx.createQuery(TIME_OUT), rollout)
                .define("events", EVENTS)
                .bind("now", now)
                .bind("seenUntil", seenUntil)
                .bind("deadline", String.valueOf(rollout.view().deviceDeadline().toSeconds()))
                .mapTo(Integer.class)
                .one();
    }

    /** Devices that were not asked yet and are gone, or that another rollout has the better claim on; answers how many. */
    static int leave(Handle tx, RolloutRow rollout, Instant now) {
        var group = rollout.group();
        var statement = tx.createUpdate(LEAVE)
                .define("joined", group == null ? DEVICE : MEMBER)
                .define("gone", group == null ? "d.lifecycle = 'Decommissioned'" : "m.device_id IS NULL")
                .bind("tenant", rollout.tenant().value())
                .bind("rollout", rollout.id().value())
                .bind("now", now);
        int left = (group == null ? statement : statement.bind("group", group.value())).execute();
        return hasRivals(tx, rollout)
                ? left
                        + tx.createUpdate(SUPERSEDE)
                                .bind("tenant", rollout.tenant().value())
                                .bind("rollout", rollout.id().value())
                                .bind("bundle", rollout.bundle())
                                .bind("now", now)
                                .execute()
                : left;
    }

    private static boolean hasRivals(Handle tx, RolloutRow rollout) {
        return tx.createQuery("SELECT EXISTS (SELECT FROM rollouts WHERE tenant_id = :tenant AND bundle_id = :bundle"
                        + " AND ended_at IS NULL AND id <> :rollout AND status IN ('Running', 'Paused'))")
                .bind("tenant", rollout.tenant().value())
                .bind("rollout", rollout.id().value())
                .bind("bundle", rollout.bundle())
                .mapTo(Boolean.class)
                .one();
    }

    static Progress progress(Handle tx, RolloutRow rollout) {
        boolean online = rollout.view().plan().maxUnavailable() != null;
        var tallies = new ArrayList<Tally>();
        tx.createQuery("""
                        SELECT r.wave, r.status, coalesce(r.zone, '') AS zone, <online> AS online, r.going_back,
                               r.seen_at IS NOT NULL AS seen, count(*) AS devices, min(r.seen_at) AS oldest
                        FROM rollout_devices r <joined>
                        WHERE r.tenant_id = :tenant AND r.rollout_id = :rollout
                        GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6""")
                .define(
                        "online",
                        online ? "(r.status <> 'Pending' OR s.connectivity IS NOT DISTINCT FROM 'Online')" : "true")
                .define(
                        "joined",
                        online
                                ? "LEFT JOIN device_state s ON s.device_id = r.device_id AND s.tenant_id = :tenant"
                                        + " AND r.status = 'Pending'"
                                : "")
                .bind("tenant", rollout.tenant().value())
                .bind("rollout", rollout.id().value())
                .map((row, context) -> new Tally(
                        row.getInt("wave"),
                        RolloutDeviceStatus.valueOf(row.getString("status")),
                        Objects.requireNonNull(row.getString("zone")),
                        row.getBoolean("online"),
                        row.getBoolean("going_back"),
                        row.getBoolean("seen"),
                        row.getInt("devices"),
                        RowSql.instant(row, "oldest")))
                .forEach(tallies::add);
        return new Progress(tallies);
    }

    private static <S extends SqlStatement<S>> S named(S statement, RolloutRow rollout) {
        return statement
                .bind("tenant", rollout.tenant().value())
                .bind("rollout", rollout.id().value())
                .bind("bundle", rollout.bundle())
                .bind("version", rollout.version());
    }
}
