package io.signalbeam.functions.people;

import io.signalbeam.functions.access.Role;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.shared.id.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The table {@code tenant_people}, for a tenant's own admins. */
final class MembersSql {
    private static final String COLUMNS = "id, issuer, subject, email, role, created_at, added_by, revision";

    private MembersSql() {}

    /** In the order in which they came. */
    static Paged<Member> list(Handle tx, TenantId tenant, Page page) {
        var rows = tx.createQuery("select " + COLUMNS + " from tenant_people where tenant_id = :tenant"
                        + " and (:after::uuid is null or id > :after::uuid) order by id limit :limit")
                .bind("tenant", tenant.value())
                .bind("after", page.uuid(0))
                .bind("limit", page.fetch())
                .map(MembersSql::member)
                .list();
        return Paged.of(page, rows, member -> List.of(member.id().toString()));
    }

    static Optional<Member> find(Handle tx, TenantId tenant, UUID id) {
        return tx.createQuery("select " + COLUMNS + " from tenant_people where tenant_id = :tenant and id = :id"
                        + " for update")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .map(MembersSql::member)
                .findOne();
    }

    /** Whether the tenant's people may sign in by this issuer. */
    static boolean issuerLeadsHere(Handle tx, TenantId tenant, String issuer) {
        return tx.createQuery(
                        "select exists (select from tenant_issuers where tenant_id = :tenant and issuer = :issuer)")
                .bind("tenant", tenant.value())
                .bind("issuer", issuer)
                .mapTo(Boolean.class)
                .one();
    }

    /** Whether neither the subject nor, for an invitation, the address was there before. */
    static boolean insert(Handle tx, TenantId tenant, Member member) {
        return tx.createUpdate("insert into tenant_people"
                                + " (id, tenant_id, issuer, subject, email, role, created_at, added_by)"
                                + " values (:id, :tenant, :issuer, :subject, :email, :role, :at, :by)"
                                + " on conflict do nothing")
                        .bind("id", member.id())
                        .bind("tenant", tenant.value())
                        .bind("issuer", member.issuer())
                        .bind("subject", member.subject())
                        .bind("email", member.email())
                        .bind("role", member.role().name())
                        .bind("at", member.addedAt())
                        .bind("by", member.addedBy())
                        .execute()
                == 1;
    }

    static void setRole(Handle tx, TenantId tenant, UUID id, Role role) {
        tx.createUpdate("update tenant_people set role = :role, revision = revision + 1"
                        + " where tenant_id = :tenant and id = :id")
                .bind("role", role.name())
                .bind("tenant", tenant.value())
                .bind("id", id)
                .execute();
    }

    static void delete(Handle tx, TenantId tenant, UUID id) {
        tx.createUpdate("delete from tenant_people where tenant_id = :tenant and id = :id")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .execute();
    }

    /**
     * Everybody who can sign in as an admin by name, and not only those invited to. They stay locked until the transaction
     * ends, so that two who remove each other at the same time do not both succeed; to be asked before any other row.
     */
    static List<UUID> lockAdmins(Handle tx, TenantId tenant) {
        return tx.createQuery("select id from tenant_people where tenant_id = :tenant and role = 'Admin'"
                        + " and subject is not null order by id for update")
                .bind("tenant", tenant.value())
                .mapTo(UUID.class)
                .list();
    }

    private static Member member(ResultSet row, StatementContext context) throws SQLException {
        return new Member(
                row.getObject("id", UUID.class),
                row.getString("issuer"),
                row.getString("subject"),
                row.getString("email"),
                Role.valueOf(row.getString("role")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("added_by"),
                row.getLong("revision"));
    }
}
