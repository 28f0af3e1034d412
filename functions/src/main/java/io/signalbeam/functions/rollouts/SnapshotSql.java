package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.selectors.SelectorSql;
import io.signalbeam.shared.id.DeviceId;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** Which devices a rollout is about, what they run, and which wave each of them is in. */
final class SnapshotSql {
    /**
     * Within a wave, and from wave to wave, devices are in an order that says nothing of them and is another one for each
     * rollout: the first are a sample of all, and not always the same devices.
     */
    private static final String SNAPSHOT = """
            WITH target AS (
                SELECT d.id, d.labels, <chosen> AS chosen
                FROM devices d
                WHERE d.tenant_id = :tenant AND d.lifecycle <> 'Decommissioned' AND <target>
            ), ranked AS (
                SELECT *, count(*) OVER () AS total,
                       row_number() OVER (PARTITION BY chosen IS NULL ORDER BY hashtextextended(id::text, :seed)) AS place
                FROM target
            )
            INSERT INTO rollout_devices (tenant_id, rollout_id, device_id, status, from_version, wave, zone)
            SELECT :tenant, :id, d.id, 'Pending', x.version, coalesce(chosen, <wave>), <zone>
            FROM ranked d
            LEFT JOIN device_desired x ON x.device_id = d.id AND x.bundle_id = :bundle AND x.tenant_id = :tenant
            ORDER BY d.id""";

    private static final String JOIN = """
            INSERT INTO rollout_devices (tenant_id, rollout_id, device_id, status, from_version, wave, zone)
            SELECT :tenant, :id, d.id, 'Pending', x.version, :last, <zone>
            FROM group_members m
            JOIN devices d ON d.id = m.device_id AND d.tenant_id = :tenant AND d.lifecycle <> 'Decommissioned'
            LEFT JOIN device_desired x ON x.device_id = d.id AND x.bundle_id = :bundle AND x.tenant_id = :tenant
            WHERE m.tenant_id = :tenant AND m.group_id = :group
              AND NOT EXISTS (SELECT FROM rollout_devices r WHERE r.rollout_id = :id AND r.tenant_id = :tenant
                                AND r.device_id = m.device_id)
            ORDER BY d.id
            ON CONFLICT DO NOTHING""";

    private SnapshotSql() {}

    /** Writes down whom it will reach; answers how many. */
    static int snapshot(Handle tx, RolloutRow rollout, RolloutTarget target) {
        var values = new HashMap<String, Object>();
        var statement = tx.createUpdate(SNAPSHOT)
                .define("chosen", chosen(rollout.view().plan(), values))
                .define("wave", wave(rollout.view().plan()))
                .bind("seed", rollout.id().value().getLeastSignificantBits())
                .bindMap(values);
        aim(statement, target);
        int devices = named(statement, rollout).execute();
        fixZones(tx, rollout);
        return devices;
    }

    /** Members of the group that came after the rollout was made wait for its last wave; answers how many. */
    static int join(Handle tx, RolloutRow rollout) {
        var group = rollout.group();
        if (group == null) {
            return 0;
        }
        int joined = named(tx.createUpdate(JOIN), rollout)
                .bind("group", group.value())
                .bind("last", rollout.view().plan().lastWave())
                .execute();
        if (joined > 0) {
            fixZones(tx, rollout);
        }
        return joined;
    }

    private static <S extends SqlStatement<S>> S named(S statement, RolloutRow rollout) {
        var windows = rollout.view().plan().windows();
        statement
                .bind("tenant", rollout.tenant().value())
                .bind("id", rollout.id().value())
                .bind("bundle", rollout.bundle());
        if (windows == null) {
            return statement.define("zone", "NULL");
        }
        return statement
                .define("zone", "coalesce(nullif(replace(d.labels ->> :zoneLabel, '.', '/'), ''), :zone)")
                .bind("zoneLabel", windows.labelOrUsual())
                .bind("zone", windows.zoneOrUsual());
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

    /** Puts the target's condition in. */
    private static void aim(SqlStatement<?> statement, RolloutTarget target) {
        if (target.groupId() != null) {
            statement
                    .define(
                            "target",
                            "d.id IN (SELECT m.device_id FROM group_members m WHERE m.tenant_id = :tenant"
                                    + " AND m.group_id = :group)")
                    .bind("group", target.groupId().value());
        } else if (target.deviceIds() != null) {
            statement
                    .define("target", "d.id = ANY(:devices)")
                    .bindArray(
                            "devices",
                            UUID.class,
                            target.deviceIds().stream()
                                    .map(DeviceId::value)
                                    .distinct()
                                    .collect(Collectors.toList())
                                    .toArray());
        } else {
            var sql = SelectorSql.of(target.parsed(), "d.attributes");
            statement.define("target", sql.condition()).bindMap(sql.values());
        }
    }
}
