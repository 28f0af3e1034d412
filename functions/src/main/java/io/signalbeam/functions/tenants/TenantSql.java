package io.signalbeam.functions.tenants;

import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The tables {@code tenants}, {@code tenant_issuers} and {@code tenant_people}. */
final class TenantSql {

    private TenantSql() {}

    private record IssuerRow(UUID tenant, TenantView.Issuer issuer) {}

    static List<TenantView> list(Handle tx) {
        Map<UUID, List<TenantView.Issuer>> issuers = tx
                .createQuery("select tenant_id, issuer, claim_value from tenant_issuers order by issuer, claim_value")
                .map((row, context) -> new IssuerRow(
                        row.getObject("tenant_id", UUID.class),
                        new TenantView.Issuer(row.getString("issuer"), row.getString("claim_value"))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        IssuerRow::tenant, Collectors.mapping(IssuerRow::issuer, Collectors.toList())));
        return tx.createQuery("select id, name, display_name, created_at from tenants where deleted_at is null"
                        + " order by name")
                .map((row, context) -> new TenantView(
                        new TenantId(row.getObject("id", UUID.class)),
                        row.getString("name"),
                        row.getString("display_name"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        issuers.getOrDefault(row.getObject("id", UUID.class), List.of())))
                .list();
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
