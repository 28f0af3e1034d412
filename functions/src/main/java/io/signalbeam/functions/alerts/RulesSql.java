package io.signalbeam.functions.alerts;

import io.signalbeam.functions.alerts.Condition.Aggregation;
import io.signalbeam.functions.alerts.Condition.Operator;
import io.signalbeam.shared.id.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code alert_rules}. */
final class RulesSql {
    static final NamedRowsSql<AlertRule> ROWS =
            new NamedRowsSql<>("alert_rules", (row, context) -> rule(row), AlertRule::name);

    private RulesSql() {}

    /** Whose turn it is. */
    record Due(TenantId tenant, UUID id) {}

    /**
     * A rule that this transaction alone evaluates.
     *
     * @param baselineAt when what is usual was worked out; null for never
     */
    record Taken(AlertRule rule, @Nullable Instant baselineAt) {}

    /** Of all tenants, those longest waiting first. */
    static List<Due> due(Handle service, Instant bound, int limit) {
        return service.createQuery("SELECT tenant_id, id FROM alert_rules WHERE enabled"
                        + " AND (evaluated_at IS NULL OR evaluated_at <= :bound)"
                        + " AND NOT EXISTS (SELECT FROM tenants t WHERE t.id = tenant_id AND t.deleted_at IS NOT NULL)"
                        + " ORDER BY evaluated_at NULLS FIRST, id LIMIT :limit")
                .bind("bound", bound)
                .bind("limit", limit)
                .map((row, context) ->
                        new Due(new TenantId(row.getObject(1, UUID.class)), row.getObject(2, UUID.class)))
                .list();
    }

    /** Nothing when another one has it, or has just had it. */
    static Optional<Taken> take(Handle tx, TenantId tenant, UUID id, Instant bound) {
        return tx.createQuery("SELECT * FROM alert_rules WHERE tenant_id = :tenant AND id = :id AND enabled"
                        + " AND (evaluated_at IS NULL OR evaluated_at <= :bound) FOR NO KEY UPDATE SKIP LOCKED")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .bind("bound", bound)
                .map((row, context) -> new Taken(rule(row), instant(row, "baseline_at")))
                .findOne();
    }

    static void evaluated(Handle tx, TenantId tenant, UUID id, Instant now) {
        tx.createUpdate("UPDATE alert_rules SET evaluated_at = :now WHERE tenant_id = :tenant AND id = :id")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .bind("now", now)
                .execute();
    }

    /** Whether it was put there: not when another one of that name came first. */
    static boolean insert(Handle tx, TenantId tenant, AlertRule rule) {
        return write(
                        tx,
                        tenant,
                        rule,
                        "INSERT INTO alert_rules (id, tenant_id, name, description, type, metric, aggregation,"
                                + " window_seconds, operator, threshold, history_hours, for_seconds,"
                                + " keep_firing_for_seconds, selector, severity, enabled, revision, created_by, created_at)"
                                + " VALUES (:id, :tenant, :name, :description, :type, :metric, :aggregation, :window,"
                                + " :operator, :threshold, :history, :for, :keep, :selector, :severity, :enabled,"
                                + " :revision, :by, :at) ON CONFLICT (tenant_id, name) DO NOTHING")
                == 1;
    }

    /** @param newCondition whether what is usual must be worked out anew */
    static void update(Handle tx, TenantId tenant, AlertRule rule, boolean newCondition) {
        write(
                tx,
                tenant,
                rule,
                "UPDATE alert_rules SET name = :name, description = :description, type = :type, metric = :metric,"
                        + " aggregation = :aggregation, window_seconds = :window, operator = :operator,"
                        + " threshold = :threshold, history_hours = :history, for_seconds = :for,"
                        + " keep_firing_for_seconds = :keep, selector = :selector, severity = :severity,"
                        + " enabled = :enabled, revision = :revision, evaluated_at = NULL"
                        + (newCondition ? ", baseline_at = NULL" : "")
                        + " WHERE tenant_id = :tenant AND id = :id");
    }

    private static int write(Handle tx, TenantId tenant, AlertRule rule, String sql) {
        var condition = rule.condition();
        return tx.createUpdate(sql)
                .bind("id", rule.id())
                .bind("tenant", tenant.value())
                .bind("name", rule.name())
                .bind("description", rule.description())
                .bind("type", condition.type().name())
                .bind("metric", condition.metric())
                .bind("aggregation", condition.aggregation().name())
                .bind("window", condition.windowSeconds())
                .bind("operator", condition.operator().name())
                .bind("threshold", condition.threshold())
                .bind("history", condition.historyHours())
                .bind("for", rule.forSeconds())
                .bind("keep", rule.keepFiringForSeconds())
                .bind("selector", rule.selector())
                .bind("severity", rule.severity().name())
                .bind("enabled", rule.enabled())
                .bind("revision", rule.revision())
                .bind("by", rule.createdBy())
                .bind("at", rule.createdAt())
                .execute();
    }

    private static AlertRule rule(ResultSet row) throws SQLException {
        return new AlertRule(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("description"),
                new Condition(
                        Condition.Type.valueOf(row.getString("type")),
                        row.getString("metric"),
                        Aggregation.valueOf(row.getString("aggregation")),
                        row.getInt("window_seconds"),
                        Operator.valueOf(row.getString("operator")),
                        row.getDouble("threshold"),
                        row.getInt("history_hours")),
                row.getString("selector"),
                row.getInt("for_seconds"),
                row.getInt("keep_firing_for_seconds"),
                Severity.valueOf(row.getString("severity")),
                row.getBoolean("enabled"),
                row.getString("created_by"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getLong("revision"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
