package io.signalbeam.functions.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.functions.access.Origin;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.json.Json;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code audit_log}, which only ever grows. */
public final class AuditSql implements AuditTrail {
    private final InstantSource clock;

    public AuditSql(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void record(
            Handle tx,
            TenantId tenant,
            String actor,
            String action,
            String objectKind,
            String objectId,
            Map<String, ?> details) {
        // To the millisecond, which is what exports say and the chain hashes.
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var origin = Origin.current();
        tx.createUpdate("insert into audit_log"
                        + " (id, tenant_id, at, actor, action, object_kind, object_id, credential, address, details)"
                        + " values (:id, :tenant, :at, :actor, :action, :kind, :object, :credential, :address,"
                        + " :details::jsonb)")
                .bind("id", UuidV7.at(now))
                .bind("tenant", tenant.value())
                .bind("at", now)
                .bind("actor", actor)
                .bind("action", action)
                .bind("kind", objectKind)
                .bind("object", objectId)
                .bind("credential", origin.credential())
                .bind("address", origin.address())
                .bind("details", Json.write(details))
                .execute();
    }

    static List<TenantId> tenants(Handle tx) {
        return tx.createQuery("select id from tenants where deleted_at is null order by id")
                .mapTo(UUID.class)
                .map(TenantId::new)
                .list();
    }

    /** Newest first. */
    static Paged<AuditEntry> list(Handle tx, TenantId tenant, AuditFilter filter, Page page) {
        List<AuditEntry> rows = tx.createQuery("""
                        select id, at, actor, action, object_kind, object_id, credential, address, details::text as details
                        from audit_log
                        where tenant_id = :tenant
                          and (:actor::text is null or actor = :actor)
                          and (:action::text is null or action = :action)
                          and (:kind::text is null or object_kind = :kind)
                          and (:object::text is null or object_id = :object)
                          and (:from::timestamptz is null or at >= :from::timestamptz)
                          and (:to::timestamptz is null or at < :to::timestamptz)
                          and (:afterAt::timestamptz is null or (at, sequence) < (:afterAt::timestamptz,
                              (select sequence from audit_log where tenant_id = :tenant and id = :afterId::uuid)))
                        order by at desc, sequence desc
                        limit :limit
                        """)
                .bind("tenant", tenant.value())
                .bind("actor", orNull(filter.actor()))
                .bind("action", orNull(filter.action()))
                .bind("kind", orNull(filter.objectKind()))
                .bind("object", orNull(filter.objectId()))
                .bind("from", orNull(filter.from()))
                .bind("to", orNull(filter.to()))
                .bind("afterAt", page.instant(0))
                .bind("afterId", page.uuid(1))
                .bind("limit", page.fetch())
                .map((row, context) -> entry(row))
                .list();
        return Paged.of(
                page, rows, entry -> List.of(entry.at().toString(), entry.id().toString()));
    }

    /** The columns of {@code audit_log}, with the details as text. */
    static AuditEntry entry(ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getObject("id", UUID.class),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("actor"),
                row.getString("action"),
                row.getString("object_kind"),
                row.getString("object_id"),
                row.getString("credential"),
                row.getString("address"),
                json(row.getString("details")));
    }

    private static JsonNode json(String text) {
        try {
            return Json.lenient().readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> @Nullable T orNull(Optional<T> value) {
        return value.orElse(null);
    }
}
