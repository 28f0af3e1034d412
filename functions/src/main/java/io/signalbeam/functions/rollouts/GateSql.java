package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.rollouts.GateReading.Side;
import io.signalbeam.functions.telemetry.SampleSql;
import io.signalbeam.functions.transaction.BulkSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Measures for gates: one statement for all gates of a wave, whatever their number and that of the devices. Each side is of
 * 1,000 devices at the most, drawn once for each rollout; samples are read by each device's own key, so that measuring costs
 * what these devices have sent lately.
 */
final class GateSql {
    private static final String MEASURE = """
            WITH updated AS MATERIALIZED (
                SELECT r.device_id, greatest(r.ended_at, :from::timestamptz) AS since, r.started_at,
                       r.before_offline, r.before_containers, r.before_unhealthy
                FROM rollout_devices r
                WHERE r.tenant_id = :tenant AND r.rollout_id = :rollout AND r.wave = :wave AND r.status = 'Succeeded'
                ORDER BY uuid_hash_extended(r.device_id, :seed) LIMIT :most
            ), rest AS MATERIALIZED (
                SELECT r.device_id FROM rollout_devices r
                WHERE :rest AND r.tenant_id = :tenant AND r.rollout_id = :rollout AND r.status = 'Pending'
                ORDER BY uuid_hash_extended(r.device_id, :seed) LIMIT :most
            ), sides AS (
                SELECT 'Updated' AS side, device_id, since, since AS counted, :now::timestamptz AS until FROM updated
                UNION ALL
                SELECT 'Rest', device_id, :from::timestamptz, :from::timestamptz, :now::timestamptz FROM rest
                UNION ALL
                -- What is counted, and not averaged, needs as long a time before as it had since.
                SELECT 'Past', device_id, started_at - make_interval(secs => :window), started_at - (:now::timestamptz - since),
                       started_at
                FROM updated WHERE :past
            ), told AS (
                SELECT c.*,
                       CASE WHEN c.side = 'Past' THEN u.before_offline
                            WHEN s.connectivity <> 'Never' THEN s.connectivity = 'Offline' END AS offline,
                       CASE WHEN c.side = 'Past' THEN u.before_containers ELSE reported.containers END AS containers,
                       CASE WHEN c.side = 'Past' THEN u.before_unhealthy ELSE reported.unhealthy END AS unhealthy
                FROM sides c
                LEFT JOIN updated u ON c.side = 'Past' AND u.device_id = c.device_id
                LEFT JOIN device_state s ON c.side <> 'Past' AND s.device_id = c.device_id AND s.tenant_id = :tenant
                <reported>
            )
            SELECT t.side, <totals>
            FROM told t <samples> <restarts>
            GROUP BY t.side""";

    /** Of a device's last report; a container that is started again and again is not well either. */
    private static final String REPORTED = """
            LEFT JOIN LATERAL (
                SELECT count(*)::integer AS containers,
                       (count(*) FILTER (WHERE x ->> 'health' = 'unhealthy'
                           OR x ->> 'state' IN ('restarting', 'dead', 'missing')))::integer AS unhealthy
                FROM jsonb_array_elements(s.report -> 'containers') x
            ) reported ON true""";

    private static final String OF_DEVICE = """
            FROM metrics m
            WHERE m.tenant_id = :tenant AND m.device_id = t.device_id AND m.recorded_at < t.until
              AND m.recorded_at >= :earliest::timestamptz AND m.recorded_at < :now::timestamptz""";

    /** What an engine counts begins anew with each container. The first sample says nothing about what came before it. */
    private static final String RESTARTS = """
            LEFT JOIN LATERAL (
                SELECT count(DISTINCT event_id) AS samples,
                       CASE WHEN count(DISTINCT event_id) > 1 THEN coalesce(sum(CASE WHEN restarts < previous THEN restarts
                           ELSE restarts - previous END), 0) END AS value
                FROM (
                    SELECT event_id, restarts, lag(restarts) OVER (PARTITION BY name ORDER BY recorded_at, event_id) AS previous
                    FROM (
                        SELECT m.event_id, m.recorded_at, concat(x ->> 'bundle', '/', x ->> 'name') AS name,
                               (x ->> 'restarts')::double precision AS restarts
                        FROM (SELECT m.event_id, m.recorded_at, m.containers <of_device>
                              AND m.recorded_at >= t.counted) m
                        CROSS JOIN LATERAL jsonb_array_elements(m.containers) x
                    ) each_one
                ) one
            ) of_engine ON true""";

    private static final String NOTE_BEFORE = """
            UPDATE rollout_devices r SET before_offline = s.connectivity = 'Offline',
                before_containers = reported.containers, before_unhealthy = reported.unhealthy
            FROM rollout_devices mine
            JOIN device_state s ON s.device_id = mine.device_id AND s.tenant_id = :tenant
            <reported>
            WHERE mine.tenant_id = :tenant AND mine.rollout_id = :rollout AND mine.status = 'Updating'
              AND mine.generation IS NULL AND mine.before_offline IS NULL
              AND r.tenant_id = :tenant AND r.rollout_id = :rollout AND r.device_id = mine.device_id""";

    private GateSql() {}

    /** Of devices that were asked a moment ago, for the first time: how they are before they see it. */
    static void noteBefore(Handle tx, RolloutRow rollout) {
        boolean needed = rollout.view().plan().gates().stream()
                .anyMatch(gate -> gate.against() == Gate.Against.Past
                        && (gate.measured() instanceof GateMetric.Offline
                                || gate.measured() instanceof GateMetric.Unhealthy));
        if (needed) {
            tx.createUpdate(NOTE_BEFORE)
                    .define("reported", REPORTED)
                    .bind("tenant", rollout.tenant().value())
                    .bind("rollout", rollout.id().value())
                    .execute();
        }
    }

    /** In the order of the plan's gates. */
    static List<GateReading> measure(Handle tx, RolloutRow rollout, int wave, Instant soakingAt, Instant now) {
        var gates = rollout.view().plan().gates();
        var metrics = gates.stream().map(Gate::measured).distinct().toList();
        var sides = BulkSql.byKey(tx, () -> sides(tx, rollout, wave, metrics, soakingAt, now));
        return gates.stream()
                .map(gate -> {
                    int column = metrics.indexOf(gate.measured());
                    var against = gate.against();
                    return new GateReading(
                            side(sides, "Updated", column),
                            against == null ? null : side(sides, against.name(), column));
                })
                .toList();
    }

    private static Side side(Map<String, List<Side>> sides, String name, int column) {
        var found = sides.get(name);
        return found == null ? Side.NOTHING : found.get(column);
    }

    private static Map<String, List<Side>> sides(
            Handle tx, RolloutRow rollout, int wave, List<GateMetric> metrics, Instant soakingAt, Instant now) {
        var gates = rollout.view().plan().gates();
        var earliest = now.minus(GateRules.WINDOW);
        var from = soakingAt.isAfter(earliest) ? soakingAt : earliest;
        boolean past = gates.stream().anyMatch(gate -> gate.against() == Gate.Against.Past);
        var started =
                WavesSql.times(tx, rollout.tenant(), rollout.id()).get(wave).startedAt();
        var query = tx.createQuery(MEASURE)
                .define("reported", REPORTED)
                .define("totals", each(metrics, GateSql::totals))
                .define("samples", samples(metrics))
                .define(
                        "restarts",
                        metrics.contains(new GateMetric.Restarts()) ? RESTARTS.replace("<of_device>", OF_DEVICE) : "")
                .bind("tenant", rollout.tenant().value())
                .bind("rollout", rollout.id().value())
                .bind("seed", rollout.id().value().getLeastSignificantBits())
                .bind("most", Gate.MOST_DEVICES)
                .bind("wave", wave)
                .bind("from", from)
                .bind("now", now)
                .bind("window", GateRules.WINDOW.toSeconds())
                .bind("earliest", past && started != null ? started.minus(GateRules.WINDOW) : from)
                .bind("rest", gates.stream().anyMatch(gate -> gate.against() == Gate.Against.Rest))
                .bind("past", past);
        for (int i = 0; i < metrics.size(); i++) {
            if (metrics.get(i) instanceof GateMetric.Sampled(String name)) {
                SampleSql.bind(query, name, i);
            }
        }
        var sides = new HashMap<String, List<Side>>();
        query.map((row, context) -> Map.entry(Objects.requireNonNull(row.getString("side")), read(row, metrics.size())))
                .forEach(entry -> sides.put(entry.getKey(), entry.getValue()));
        return sides;
    }

    private static List<Side> read(ResultSet row, int metrics) throws SQLException {
        var sides = new Side[metrics];
        for (int i = 0; i < metrics; i++) {
            sides[i] = new Side(
                    row.getObject("value" + i, Double.class), row.getLong("samples" + i), row.getInt("devices" + i));
        }
        return List.of(sides);
    }

    /** Three columns of each metric: what it is, of how many samples, of how many devices. */
    private static String totals(GateMetric metric, int index) {
        var three = switch (metric) {
            case GateMetric.Sampled ignored -> averaged(index);
            case GateMetric.Share ignored -> averaged(index);
            case GateMetric.Restarts ignored ->
                List.of("avg(of_engine.value)", "coalesce(sum(of_engine.samples), 0)", "count(of_engine.value)");
            case GateMetric.Unhealthy ignored ->
                List.of(
                        "100.0 * sum(t.unhealthy) / nullif(sum(t.containers), 0)",
                        "coalesce(sum(t.containers), 0)",
                        "count(*) FILTER (WHERE t.containers > 0)");
            case GateMetric.Offline ignored ->
                List.of(
                        "100.0 * count(*) FILTER (WHERE t.offline) / nullif(count(t.offline), 0)",
                        "count(t.offline)",
                        "count(t.offline)");
        };
        return "(%2$s)::double precision AS value%1$d, (%3$s)::bigint AS samples%1$d, (%4$s)::integer AS devices%1$d"
                .formatted(index, three.get(0), three.get(1), three.get(2));
    }

    private static List<String> averaged(int index) {
        return List.of(
                "avg(of_device.mean" + index + ")",
                "coalesce(sum(of_device.samples" + index + "), 0)",
                "count(of_device.mean" + index + ")");
    }

    private static String samples(List<GateMetric> metrics) {
        var means = each(
                metrics,
                (metric, i) -> expression(metric, i) == null
                        ? null
                        : "count(one.v%1$d) AS samples%1$d, avg(one.v%1$d) AS mean%1$d".formatted(i));
        return means.isEmpty()
                ? ""
                : "LEFT JOIN LATERAL (SELECT %s FROM (SELECT %s %s AND m.recorded_at >= t.since) one) of_device ON true"
                        .formatted(
                                means,
                                each(metrics, (metric, i) -> {
                                    var expression = expression(metric, i);
                                    return expression == null ? null : expression + " AS v" + i;
                                }),
                                OF_DEVICE);
    }

    /** Of one sample; null where a metric does not come by them. */
    private static @Nullable String expression(GateMetric metric, int index) {
        return switch (metric) {
            case GateMetric.Sampled(String name) -> SampleSql.value(name, index);
            case GateMetric.Share(String part, String whole) ->
                "100 * %s / nullif(%s, 0)".formatted(SampleSql.value(part, index), SampleSql.value(whole, index));
            case GateMetric.Restarts ignored -> null;
            case GateMetric.Unhealthy ignored -> null;
            case GateMetric.Offline ignored -> null;
        };
    }

    @FunctionalInterface
    private interface Words {
        @Nullable String of(GateMetric metric, int index);
    }

    private static String each(List<GateMetric> metrics, Words words) {
        return IntStream.range(0, metrics.size())
                .mapToObj(i -> words.of(metrics.get(i), i))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
    }
}
