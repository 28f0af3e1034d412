package io.signalbeam.functions.audit;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The table {@code audit_log}, which only ever grows. */
public final class AuditSql implements AuditTrail {
    private final InstantSource clock;

    public AuditSql(InstantSource clock) {
        this.clock = clock;
    }

    /** @param details a JSON object, as stored */
    public record Entry(
            UUID id,
            Instant at,
            String actor,
            String action,
            String objectKind,
            String objectId,
            @JsonRawValue String details) {}

    @Override
    public void record(
            Handle tx,
            TenantId tenant,
            String actor,
            String action,
            String objectKind,
            String objectId,
            Map<String, ?> details) {
        var now = clock.instant();
        tx.createUpdate("insert into audit_log (id, tenant_id, at, actor, action, object_kind, object_id, details)"
                        + " values (:id, :tenant, :at, :actor, :action, :kind, :object, :details::jsonb)")
                .bind("id", UuidV7.at(now))
                .bind("tenant", tenant.value())
                .bind("at", now)
                .bind("actor", actor)
                .bind("action", action)
                .bind("kind", objectKind)
                .bind("object", objectId)
                .bind("details", Json.write(details))
                .execute();
    }

    /** Newest first. */
    static Paged<Entry> list(Handle tx, TenantId tenant, Page page) {
        List<Entry> rows = tx.createQuery("""
                        select id, at, actor, action, object_kind, object_id, details::text as details
                        from audit_log
                        where tenant_id = :tenant
                          and (:afterAt::timestamptz is null or (at, id) < (:afterAt::timestamptz, :afterId::uuid))
                        order by at desc, id desc
                        limit :limit
                        """)
                .bind("tenant", tenant.value())
                .bind("afterAt", page.instant(0))
                .bind("afterId", page.uuid(1))
                .bind("limit", page.fetch())
                .map((row, context) -> new Entry(
                        row.getObject("id", UUID.class),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("actor"),
                        row.getString("action"),
                        row.getString("object_kind"),
                        row.getString("object_id"),
                        row.getString("details")))
                .list();
        return Paged.of(
                page, rows, entry -> List.of(entry.at().toString(), entry.id().toString()));
    }
}
