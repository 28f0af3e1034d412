package io.signalbeam.functions.alerts;

import io.signalbeam.shared.id.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code alert_webhooks}. */
final class WebhooksSql {
    static final NamedRowsSql<Webhook> ROWS =
            new NamedRowsSql<>("alert_webhooks", (row, context) -> webhook(row), Webhook::name);

    private WebhooksSql() {}

    /** Whether it was put there: not when another one of that name came first. */
    static boolean insert(Handle tx, TenantId tenant, Webhook webhook, String vaultVersion) {
        return tx.createUpdate("insert into alert_webhooks (id, tenant_id, name, url, min_severity, vault_version,"
                                + " created_by, created_at) values (:id, :tenant, :name, :url, :severity, :version, :by,"
                                + " :at) on conflict (tenant_id, name) do nothing")
                        .bind("id", webhook.id())
                        .bind("tenant", tenant.value())
                        .bind("name", webhook.name())
                        .bind("url", webhook.url())
                        .bind("severity", webhook.minSeverity().name())
                        .bind("version", vaultVersion)
                        .bind("by", webhook.createdBy())
                        .bind("at", webhook.createdAt())
                        .execute()
                == 1;
    }

    /** Those that are to hear of an alert of this severity. */
    static List<UUID> listeners(Handle tx, TenantId tenant, Severity severity) {
        return tx.createQuery("select id from alert_webhooks where tenant_id = :tenant and disabled_at is null"
                        + " and min_severity = any(:severities) order by id")
                .bind("tenant", tenant.value())
                .bindArray("severities", String.class, severity.andBelow().toArray())
                .mapTo(UUID.class)
                .list();
    }

    private static Webhook webhook(ResultSet row) throws SQLException {
        return new Webhook(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("url"),
                Severity.valueOf(row.getString("min_severity")),
                row.getString("created_by"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                time(row, "last_success_at"),
                time(row, "last_failure_at"),
                row.getString("last_error"),
                time(row, "disabled_at"));
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
