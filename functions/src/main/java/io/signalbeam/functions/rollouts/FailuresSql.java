package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.rollouts.RolloutFailures.Kind;
import io.signalbeam.functions.rollouts.RolloutFailures.Share;
import io.signalbeam.shared.id.RolloutId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.label.Fact;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;

/** Counts what failed devices have in common, in one pass over the devices that were tried. */
final class FailuresSql {
    /** A host's name tells one device from all others and explains nothing. Values that no failed device has are left out. */
    private static final String SHARES = """
            WITH tried AS MATERIALIZED (
                SELECT r.outcome <> 'Succeeded' AS failed, r.outcome_code, r.outcome_container, d.attributes
                FROM rollout_devices r JOIN devices d ON d.id = r.device_id AND d.tenant_id = :tenant
                WHERE r.tenant_id = :tenant AND r.rollout_id = :rollout AND r.outcome IS NOT NULL
            ), totals AS MATERIALIZED (
                SELECT count(*) AS all_tried, count(*) FILTER (WHERE failed) AS all_failed FROM tried
            ), shares AS (
                SELECT 'Error' AS kind, NULL AS key, outcome_code AS value, count(*) AS failed, NULL::bigint AS tried
                FROM tried WHERE failed AND outcome_code IS NOT NULL GROUP BY outcome_code
                UNION ALL
                SELECT 'Container', NULL, outcome_container, count(*), NULL
                FROM tried WHERE failed AND outcome_container IS NOT NULL GROUP BY outcome_container
                UNION ALL
                SELECT CASE WHEN a.key = ANY(:facts) THEN 'Fact' ELSE 'Label' END, a.key, a.value,
                       count(*) FILTER (WHERE t.failed), count(*)
                FROM tried t, jsonb_each_text(t.attributes) a WHERE a.key <> :host GROUP BY a.key, a.value
                HAVING count(*) FILTER (WHERE t.failed) > 0
            )
            SELECT s.kind, s.key, s.value, s.failed, s.tried, t.all_tried, t.all_failed
            FROM totals t LEFT JOIN shares s ON true
            ORDER BY CASE
                    WHEN s.tried IS NULL THEN 0.5 * s.failed / nullif(t.all_failed, 0)
                    WHEN t.all_tried = t.all_failed THEN 0
                    ELSE s.failed::float8 / t.all_failed
                         - (s.tried - s.failed)::float8 / (t.all_tried - t.all_failed) END DESC NULLS LAST,
                s.failed DESC, s.kind, s.key, s.value
            LIMIT :limit""";

    private FailuresSql() {}

    private record Line(int failed, int tried, List<Share> share) {}

    /** @param limit of the shares; the first stay */
    static RolloutFailures of(Handle tx, TenantId tenant, RolloutId rollout, int limit) {
        var facts = Arrays.stream(Fact.values()).map(Fact::key).toArray();
        var lines = tx.createQuery(SHARES)
                .bind("tenant", tenant.value())
                .bind("rollout", rollout.value())
                .bindArray("facts", String.class, facts)
                .bind("host", Fact.HOST_NAME.key())
                .bind("limit", limit)
                .map((row, context) -> {
                    int failed = row.getInt("all_failed");
                    var kind = row.getString("kind");
                    var share = kind == null
                            ? List.<Share>of()
                            : List.of(Share.of(
                                    Kind.valueOf(kind),
                                    row.getString("key"),
                                    Objects.requireNonNull(row.getString("value")),
                                    row.getInt("failed"),
                                    row.getObject("tried") == null ? null : Integer.valueOf(row.getInt("tried")),
                                    failed));
                    return new Line(failed, row.getInt("all_tried"), share);
                })
                .list();
        var any = lines.getFirst();
        return new RolloutFailures(
                any.failed(),
                any.tried(),
                lines.stream().flatMap(line -> line.share().stream()).toList());
    }
}
