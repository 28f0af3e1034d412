package io.signalbeam.functions.rollouts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.functions.rollouts.GateReading.Side;
import io.signalbeam.functions.rollouts.GateView.Moment;
import io.signalbeam.shared.id.RolloutId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code rollout_gates}: what each gate said last of each wave, and what it has measured. */
final class GateResultsSql {
    private GateResultsSql() {}

    /** What they say now, in one statement; who has let one pass stays. */
    static void save(Handle tx, RolloutRow rollout, int wave, List<GateView> gates, Instant now) {
        tx.createUpdate("""
                        INSERT INTO rollout_gates AS old (tenant_id, rollout_id, wave, gate, metric, verdict, detail, value, samples,
                            devices, reference_value, reference_samples, reference_devices, measured_at, since, history)
                        SELECT :tenant, :rollout, :wave, (g ->> 'gate')::integer - 1, g ->> 'metric', g ->> 'verdict', g ->> 'detail',
                            (g -> 'updated' ->> 'value')::double precision, (g -> 'updated' ->> 'samples')::bigint,
                            (g -> 'updated' ->> 'devices')::integer, (g -> 'reference' ->> 'value')::double precision,
                            (g -> 'reference' ->> 'samples')::bigint, (g -> 'reference' ->> 'devices')::integer,
                            :now::timestamptz, :now::timestamptz,
                            gate_history('[]', :now::timestamptz, (g -> 'updated' ->> 'value')::double precision,
                                (g -> 'reference' ->> 'value')::double precision)
                        FROM jsonb_array_elements(:gates::jsonb) g
                        ON CONFLICT (rollout_id, wave, gate) DO UPDATE SET verdict = excluded.verdict,
                            detail = excluded.detail, value = excluded.value, samples = excluded.samples,
                            devices = excluded.devices, reference_value = excluded.reference_value,
                            reference_samples = excluded.reference_samples,
                            reference_devices = excluded.reference_devices, measured_at = excluded.measured_at,
                            since = CASE WHEN old.verdict = excluded.verdict THEN old.since ELSE excluded.since END,
                            history = gate_history(old.history, excluded.measured_at, excluded.value,
                                excluded.reference_value)""")
                .bind("tenant", rollout.tenant().value())
                .bind("rollout", rollout.id().value())
                .bind("wave", wave)
                .bind("gates", Json.write(gates))
                .bind("now", now)
                .execute();
    }

    /**
     * Lets pass for this wave what stands in its way: gates that fail, and once its time is over those without enough
     * data too.
     */
    static void pass(Handle tx, RolloutRow rollout, int wave, boolean over, String by) {
        tx.createUpdate("""
                        UPDATE rollout_gates SET passed_by = :by
                        WHERE tenant_id = :tenant AND rollout_id = :rollout AND wave = :wave AND passed_by IS NULL
                          AND (verdict = 'Fails' OR (:over AND verdict = 'NotEnough'))""")
                .bind("tenant", rollout.tenant().value())
                .bind("rollout", rollout.id().value())
                .bind("wave", wave)
                .bind("over", over)
                .bind("by", by)
                .execute();
    }

    /** By wave, from 0, in the order of the plan. */
    static Map<Integer, List<GateView>> views(Handle tx, TenantId tenant, RolloutId id) {
        var views = new TreeMap<Integer, List<GateView>>();
        tx.createQuery(
                        "SELECT * FROM rollout_gates WHERE tenant_id = :tenant AND rollout_id = :rollout ORDER BY wave, gate")
                .bind("tenant", tenant.value())
                .bind("rollout", id.value())
                .map((row, context) -> Map.entry(row.getInt("wave"), view(row)))
                .forEach(entry -> views.merge(entry.getKey(), List.of(entry.getValue()), GateResultsSql::both));
        return views;
    }

    private static List<GateView> both(List<GateView> before, List<GateView> next) {
        return Stream.concat(before.stream(), next.stream()).toList();
    }

    private static GateView view(ResultSet row) throws SQLException {
        return new GateView(
                row.getInt("gate") + 1,
                row.getString("metric"),
                GateResult.Verdict.valueOf(row.getString("verdict")),
                row.getString("detail"),
                Objects.requireNonNull(side(row, "")),
                side(row, "reference_"),
                Objects.requireNonNull(RowSql.instant(row, "measured_at")),
                Objects.requireNonNull(RowSql.instant(row, "since")),
                row.getString("passed_by"),
                history(row.getString("history")));
    }

    /** As {@code gate_history()} writes it. */
    static List<Moment> history(String json) {
        try {
            return Json.lenient()
                    .readTree(json)
                    .valueStream()
                    .map(moment -> new Moment(
                            Instant.ofEpochSecond(moment.get(0).longValue()),
                            value(moment.get(1)),
                            value(moment.get(2))))
                    .toList();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Double value(JsonNode number) {
        return number.isNull() ? null : number.doubleValue();
    }

    private static @Nullable Side side(ResultSet row, String prefix) throws SQLException {
        var samples = row.getObject(prefix + "samples", Long.class);
        return samples == null
                ? null
                : new Side(row.getObject(prefix + "value", Double.class), samples, row.getInt(prefix + "devices"));
    }
}
