package io.signalbeam.functions.tenants;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The tables {@code tenants}, {@code tenant_issuers} and {@code tenant_people}. */
final class TenantSql {
    private static final TypeReference<Map<String, Long>> COUNTS = new TypeReference<>() {};

    private TenantSql() {}

    private record IssuerRow(UUID tenant, TenantView.Issuer issuer) {}

    private static final String COLUMNS =
            "select id, name, display_name, created_at, deleted_at, deleted_by, removal_at,"
                    + " removal_begun_at, gone_at, removed::text as removed from tenants";

    static List<TenantView> list(Handle tx) {
        Map<UUID, List<TenantView.Issuer>> issuers = tx
                .createQuery("select tenant_id, issuer, claim_value from tenant_issuers order by issuer, claim_value")
                .map((row, context) -> new IssuerRow(row.getObject("tenant_id", UUID.class), issuer(row)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        IssuerRow::tenant, Collectors.mapping(IssuerRow::issuer, Collectors.toList())));
        return tx.createQuery(COLUMNS + " order by gone_at nulls first, name")
                .map((row, context) -> view(row, issuers.getOrDefault(row.getObject("id", UUID.class), List.of())))
                .list();
    }

    /** One of them, which nobody else changes until the transaction ends. */
    static Optional<TenantView> lock(Handle tx, TenantId tenant) {
        var issuers = tx.createQuery(
                        "select issuer, claim_value from tenant_issuers where tenant_id = :tenant order by 1, 2")
                .bind("tenant", tenant.value())
                .map((row, context) -> issuer(row))
                .list();
        return tx.createQuery(COLUMNS + " where id = :tenant for update")
                .bind("tenant", tenant.value())
                .map((row, context) -> view(row, issuers))
                .findOne();
    }

    private static TenantView.Issuer issuer(ResultSet row) throws SQLException {
        return new TenantView.Issuer(row.getString("issuer"), row.getString("claim_value"));
    }

    private static TenantView view(ResultSet row, List<TenantView.Issuer> issuers) throws SQLException {
        return new TenantView(
                new TenantId(row.getObject("id", UUID.class)),
                row.getString("name"),
                row.getString("display_name"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                issuers,
                state(row),
                departure(row));
    }

    private static TenantState state(ResultSet row) throws SQLException {
        if (row.getObject("deleted_at") == null) {
            return TenantState.Active;
        }
        if (row.getObject("removal_begun_at") == null) {
            return TenantState.Leaving;
        }
        return row.getObject("gone_at") == null ? TenantState.Removing : TenantState.Gone;
    }

    private static @Nullable Departure departure(ResultSet row) throws SQLException {
        var removalAt = row.getObject("removal_at", OffsetDateTime.class);
        if (removalAt == null) {
            return null;
        }
        var goneAt = row.getObject("gone_at", OffsetDateTime.class);
        return new Departure(
                row.getObject("deleted_at", OffsetDateTime.class).toInstant(),
                row.getString("deleted_by"),
                removalAt.toInstant(),
                goneAt == null ? null : goneAt.toInstant(),
                counts(row.getString("removed")));
    }

    private static Map<String, Long> counts(String json) {
        try {
            return Json.lenient().readValue(json, COUNTS);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void leave(Handle tx, TenantId tenant, String by, Instant now, Instant removalAt) {
        tx.createUpdate(
                        "update tenants set deleted_at = :now, deleted_by = :by, removal_at = :removal where id = :tenant")
                .bind("now", now)
                .bind("by", by)
                .bind("removal", removalAt)
                .bind("tenant", tenant.value())
                .execute();
    }

    static void comeBack(Handle tx, TenantId tenant) {
        tx.createUpdate("update tenants set deleted_at = null, deleted_by = null, removal_at = null where id = :tenant")
                .bind("tenant", tenant.value())
                .execute();
    }

    static boolean exists(Handle tx, TenantId tenant) {
        return tx.createQuery("select exists (select from tenants where id = :id and deleted_at is null)")
                .bind("id", tenant.value())
                .mapTo(Boolean.class)
                .one();
    }

    /** Puts every device of the tenant into the outbox, decommissioned ones too; those that are there already stay once. */
    static int queueTwins(Handle tx, TenantId tenant) {
        return tx.createUpdate("""
                        insert into outbox (tenant_id, device_id)
                        select d.tenant_id, d.id from devices d
                        where d.tenant_id = :tenant and not exists (select from outbox o where o.device_id = d.id)
                        order by d.id""").bind("tenant", tenant.value()).execute();
    }

    /** Whether the name was free. */
    static boolean insert(Handle tx, TenantId id, String name, String displayName, Instant now) {
        return tx.createUpdate("insert into tenants (id, name, display_name, created_at)"
                                + " values (:id, :name, :display, :now) on conflict (name) do nothing")
                        .bind("id", id.value())
                        .bind("name", name)
                        .bind("display", displayName)
                        .bind("now", now)
                        .execute()
                == 1;
    }

    /** Whether the claim led nowhere before. */
    static boolean addIssuer(Handle tx, TenantId tenant, String issuer, String claimValue) {
        return tx.createUpdate("insert into tenant_issuers (tenant_id, issuer, claim_value)"
                                + " values (:tenant, :issuer, :claim) on conflict do nothing")
                        .bind("tenant", tenant.value())
                        .bind("issuer", issuer)
                        .bind("claim", claimValue)
                        .execute()
                == 1;
    }

    static void addAdmin(Handle tx, TenantId tenant, String issuer, NewTenant.FirstAdmin admin, String by) {
        tx.createUpdate("insert into tenant_people (id, tenant_id, issuer, subject, email, role, added_by)"
                        + " values (uuid_v7(), :tenant, :issuer, :subject, :email, 'Admin', :by)")
                .bind("tenant", tenant.value())
                .bind("issuer", issuer)
                .bind("subject", admin.subject())
                .bind("email", admin.email())
                .bind("by", by)
                .execute();
    }
}
