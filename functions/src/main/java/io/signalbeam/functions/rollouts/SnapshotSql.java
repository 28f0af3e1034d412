package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.selectors.SelectorSql;
import io.signalbeam.functions.transaction.BulkSql;
import io.signalbeam.shared.id.DeviceId;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;

/** Which devices a rollout is about, what they run, and which wave each of them is in. */
final class SnapshotSql {
    /**
     * Within a wave, and from wave to wave, devices are in an order that says nothing of them and is another one for each
     * rollout: the first are a sample of all, and not always the same devices.
     */
    private static final String PLACED = """
            WITH target AS (
                SELECT d.id, <chosen> AS chosen, <zone> AS zone <more>
                FROM devices d
                WHERE d.tenant_id = :tenant AND d.lifecycle <> 'Decommissioned' AND <target>
            ), ranked AS (
                SELECT *, count(*) OVER () AS total,
                       row_number() OVER (PARTITION BY chosen IS NULL ORDER BY uuid_hash_extended(id, :seed)) AS place
                FROM target
            ), placed AS (
                SELECT d.*, x.version AS from_version, coalesce(chosen, <wave>) AS wave
                FROM ranked d
                LEFT JOIN device_desired x ON x.device_id = d.id AND x.bundle_id = :bundle AND x.tenant_id = :tenant
            )""";

    private static final String SNAPSHOT = """
            <placed>
            INSERT INTO rollout_devices (tenant_id, rollout_id, device_id, status, from_version, wave, zone)
            SELECT :tenant, :id, id, 'Pending', from_version, wave, zone FROM placed ORDER BY id""";

    private static final String JOIN = """
            WITH fresh AS MATERIALIZED (
                SELECT m.device_id FROM group_members m
                WHERE m.tenant_id = :tenant AND m.group_id = :group
                  AND NOT EXISTS (SELECT FROM rollout_devices r WHERE r.rollout_id = :id AND r.tenant_id = :tenant
                                    AND r.device_id = m.device_id)
            )
            INSERT INTO rollout_devices (tenant_id, rollout_id, device_id, status, from_version, wave, zone)
            SELECT :tenant, :id, d.id, 'Pending', x.version, :last, <zone>
            FROM fresh f
            JOIN devices d ON d.id = f.device_id AND d.tenant_id = :tenant AND d.lifecycle <> 'Decommissioned'
            LEFT JOIN device_desired x ON x.device_id = d.id AND x.bundle_id = :bundle AND x.tenant_id = :tenant
            ORDER BY d.id
            ON CONFLICT DO NOTHING""";

    private SnapshotSql() {}

    /** Writes down whom it will reach; answers how many. */
    static int snapshot(Handle tx, RolloutRow rollout, RolloutTarget target) {
        BulkSql.room(tx);
        int devices = placed(tx.createUpdate(SNAPSHOT), "", rollout, target)
                .bind("id", rollout.id().value())
                .execute();
        fixZones(tx, rollout);
        return devices;
    }

    /**
     * For a query that begins with {@code <placed>}, and finds there whom the rollout would reach: {@code id}, {@code name},
     * {@code arch}, {@code from_version}, {@code wave} and {@code zone}, the last as the device says it.
     */
    static Query placed(Query query, RolloutRow rollout, RolloutTarget target) {
        return placed(query, ", d.name, coalesce(d.attributes ->> 'os.arch', '') AS arch", rollout, target);
    }

    private static <S extends SqlStatement<S>> S placed(
            S statement, String more, RolloutRow rollout, RolloutTarget target) {
        var plan = rollout.view().plan();
        var values = new HashMap<String, Object>();
        var sql = PLACED.replace("<target>", aim(statement, target))
                .replace("<chosen>", chosen(plan, values))
                .replace("<wave>", wave(plan))
                .replace("<zone>", zone(statement, plan))
                .replace("<more>", more);
        return statement
                .define("placed", sql)
                .bind("tenant", rollout.tenant().value())
                .bind("bundle", rollout.bundle())
                .bind("seed", rollout.id().value().getLeastSignificantBits())
                .bindMap(values);
    }

    /** Members of the group that came after the rollout was made wait for its last wave; answers how many. */
    static int join(Handle tx, RolloutRow rollout) {
        var group = rollout.group();
        if (group == null) {
            return 0;
        }
        var plan = rollout.view().plan();
        var statement = tx.createUpdate(JOIN);
        int joined = statement
                .define("zone", zone(statement, plan))
                .bind("tenant", rollout.tenant().value())
                .bind("id", rollout.id().value())
                .bind("bundle", rollout.bundle())
                .bind("group", group.value())
                .bind("last", plan.lastWave())
                .execute();
        if (joined > 0) {
            fixZones(tx, rollout);
        }
        return joined;
    }

    /** The time zone of a device's windows, with what that takes bound. */
    private static String zone(SqlStatement<?> statement, RolloutPlan plan) {
        var windows = plan.windows();
        if (windows == null) {
            return "NULL::text";
        }
        statement.bind("zoneLabel", windows.labelOrUsual()).bind("zone", windows.zoneOrUsual());
        return "coalesce(nullif(replace(d.labels ->> :zoneLabel, '.', '/'), ''), :zone)";
    }

    /** A label that names no time zone counts as none. */
    private static void fixZones(Handle tx, RolloutRow rollout) {
        var windows = rollout.view().plan().windows();
        if (windows == null) {
            return;
        }
        var wrong = tx
                .createQuery("SELECT DISTINCT zone FROM rollout_devices WHERE tenant_id = :tenant AND rollout_id = :id")
                .bind("tenant", rollout.tenant().value())
                .bind("id", rollout.id().value())
                .mapTo(String.class)
                .list()
                .stream()
                .filter(zone -> !MaintenanceWindows.isZone(zone))
                .toArray();
        if (wrong.length > 0) {
            tx.createUpdate("UPDATE rollout_devices SET zone = :zone WHERE tenant_id = :tenant AND rollout_id = :id"
                            + " AND zone = ANY(:wrong)")
                    .bind("tenant", rollout.tenant().value())
                    .bind("id", rollout.id().value())
                    .bind("zone", windows.zoneOrUsual())
                    .bindArray("wrong", String.class, wrong)
                    .execute();
        }
    }

    /** The first wave whose selector matches, else null. */
    private static String chosen(RolloutPlan plan, Map<String, Object> values) {
        var cases = new StringBuilder();
        for (int i = 0; i < plan.waves().size(); i++) {
            var wave = plan.waves().get(i);
            if (wave.selector() != null) {
                var sql = SelectorSql.of(wave.parsed(), "d.attributes", "wave" + i + "_");
                values.putAll(sql.values());
                cases.append(" WHEN ").append(sql.condition()).append(" THEN ").append(i);
            }
        }
        return cases.isEmpty() ? "NULL::integer" : "CASE" + cases + " END";
    }

    /** By place among those that no selector has chosen; percentages are of all, and summed before they are rounded. */
    private static String wave(RolloutPlan plan) {
        var cases = new StringBuilder();
        int percent = 0;
        int count = 0;
        for (int i = 0; i < plan.lastWave(); i++) {
            var wave = plan.waves().get(i);
            if (wave.selector() == null) {
                percent += wave.percentage() == null ? 0 : wave.percentage();
                count += wave.count() == null ? 0 : wave.count();
                cases.append(" WHEN place <= ")
                        .append(count)
                        .append(" + ceil(total * ")
                        .append(percent)
                        .append(" / 100.0) THEN ")
                        .append(i);
            }
        }
        return cases.isEmpty() ? String.valueOf(plan.lastWave()) : "CASE" + cases + " ELSE " + plan.lastWave() + " END";
    }

    /** The target's condition, with what it takes bound. */
    private static String aim(SqlStatement<?> statement, RolloutTarget target) {
        if (target.groupId() != null) {
            statement.bind("group", target.groupId().value());
            return "d.id IN (SELECT m.device_id FROM group_members m WHERE m.tenant_id = :tenant AND m.group_id = :group)";
        }
        if (target.deviceIds() != null) {
            statement.bindArray(
                    "devices",
                    UUID.class,
                    target.deviceIds().stream()
                            .map(DeviceId::value)
                            .distinct()
                            .collect(Collectors.toList())
                            .toArray());
            return "d.id = ANY(:devices)";
        }
        var sql = SelectorSql.of(target.parsed(), "d.attributes");
        statement.bindMap(sql.values());
        return sql.condition();
    }
}
