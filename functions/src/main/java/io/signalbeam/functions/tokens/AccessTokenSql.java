package io.signalbeam.functions.tokens;

import io.signalbeam.functions.access.Role;
import io.signalbeam.functions.access.TenantScope;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.TenantId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The tables {@code access_tokens} and {@code access_token_owners}. */
final class AccessTokenSql {
    private static final String SELECT = """
            SELECT a.*, o.name AS owner_name, o.email AS owner_email, o.claimed_role, o.seen_at, p.role AS named_role
            FROM access_tokens a
            JOIN access_token_owners o ON o.tenant_id = a.tenant_id AND o.issuer = a.issuer AND o.subject = a.subject
            LEFT JOIN tenant_people p ON p.tenant_id = a.tenant_id AND p.issuer = a.issuer AND p.subject = a.subject
            WHERE a.tenant_id = :tenant""";

    private AccessTokenSql() {}

    /**
     * A token with what is kept of its secret, and what its owner may do.
     *
     * @param named role given to the owner by name, now
     * @param claimed role that the owner's last sign-in came with
     * @param seenAt when that was
     */
    record Stored(
            AccessToken token,
            String secretHash,
            @Nullable Role named,
            @Nullable Role claimed,
            Instant seenAt) {}

    static Optional<TenantScope> tenantOf(Handle tx, UUID id) {
        return tx.createQuery("SELECT tenant_id, tenant_name FROM tenant_of_access_token(:id)")
                .bind("id", id)
                .map((row, context) -> new TenantScope(
                        new TenantId(row.getObject("tenant_id", UUID.class)), row.getString("tenant_name")))
                .findOne();
    }

    static Optional<Role> namedRole(Handle tx, TenantId tenant, Owner owner) {
        return tx.createQuery("SELECT role FROM tenant_people WHERE tenant_id = :tenant AND issuer = :issuer"
                        + " AND subject = :subject")
                .bind("tenant", tenant.value())
                .bind("issuer", owner.issuer())
                .bind("subject", owner.subject())
                .mapTo(String.class)
                .findOne()
                .map(Role::valueOf);
    }

    /** What is known of the role of one who is an owner already stays: sign-ins keep it. */
    static void keepOwner(Handle tx, TenantId tenant, Owner owner, @Nullable Role claimed, Instant now) {
        tx.createUpdate("""
                        INSERT INTO access_token_owners (tenant_id, issuer, subject, name, email, claimed_role, seen_at)
                        VALUES (:tenant, :issuer, :subject, :name, :email, :role, :now)
                        ON CONFLICT (tenant_id, issuer, subject) DO UPDATE SET name = excluded.name,
                            email = excluded.email""")
                .bind("tenant", tenant.value())
                .bind("issuer", owner.issuer())
                .bind("subject", owner.subject())
                .bind("name", owner.name())
                .bind("email", owner.email())
                .bind("role", claimed == null ? null : claimed.name())
                .bind("now", now)
                .execute();
    }

    /** Of owners only: people without a token leave no trace. */
    static void seen(Handle tx, TenantId tenant, Owner owner, @Nullable Role claimed, Instant now) {
        tx.createUpdate("UPDATE access_token_owners SET claimed_role = :role, seen_at = :now WHERE tenant_id = :tenant"
                        + " AND issuer = :issuer AND subject = :subject")
                .bind("tenant", tenant.value())
                .bind("issuer", owner.issuer())
                .bind("subject", owner.subject())
                .bind("role", claimed == null ? null : claimed.name())
                .bind("now", now)
                .execute();
    }

    static int usable(Handle tx, TenantId tenant, Owner owner, Instant now) {
        return tx.createQuery("SELECT count(*) FROM access_tokens WHERE tenant_id = :tenant AND issuer = :issuer"
                        + " AND subject = :subject AND revoked_at IS NULL AND expires_at > :now")
                .bind("tenant", tenant.value())
                .bind("issuer", owner.issuer())
                .bind("subject", owner.subject())
                .bind("now", now)
                .mapTo(Integer.class)
                .one();
    }

    static void insert(Handle tx, TenantId tenant, AccessToken token, String secretHash) {
        var bundles = token.bundles();
        var groups = token.groups();
        tx.createUpdate("""
                        INSERT INTO access_tokens (id, tenant_id, issuer, subject, name, role, bundle_ids, group_ids,
                            secret_hash, created_at, expires_at)
                        VALUES (:id, :tenant, :issuer, :subject, :name, :role,
                            CASE WHEN :allBundles THEN NULL ELSE :bundles END,
                            CASE WHEN :allGroups THEN NULL ELSE :groups END, :hash, :at, :expires)""")
                .bind("id", token.id())
                .bind("tenant", tenant.value())
                .bind("issuer", token.owner().issuer())
                .bind("subject", token.owner().subject())
                .bind("name", token.name())
                .bind("role", token.role().name())
                .bind("allBundles", bundles == null)
                .bindArray("bundles", String.class, bundles == null ? new Object[0] : bundles.toArray())
                .bind("allGroups", groups == null)
                .bindArray(
                        "groups",
                        UUID.class,
                        groups == null
                                ? new Object[0]
                                : groups.stream().map(GroupId::value).toArray())
                .bind("hash", secretHash)
                .bind("at", token.createdAt())
                .bind("expires", token.expiresAt())
                .execute();
    }

    /** @param owner null for everybody's */
    static Paged<AccessToken> list(Handle tx, TenantId tenant, @Nullable Owner owner, Page page, Instant now) {
        var rows = tx.createQuery(SELECT + """
                         AND (:all OR (a.issuer = :issuer AND a.subject = :subject))
                         AND (:afterAt::timestamptz IS NULL
                              OR (a.created_at, a.id) < (:afterAt::timestamptz, :afterId::uuid))
                        ORDER BY a.created_at DESC, a.id DESC LIMIT :limit""")
                .bind("tenant", tenant.value())
                .bind("all", owner == null)
                .bind("issuer", owner == null ? "" : owner.issuer())
                .bind("subject", owner == null ? "" : owner.subject())
                .bind("afterAt", page.instant(0))
                .bind("afterId", page.uuid(1))
                .bind("limit", page.fetch())
                .map((row, context) -> token(row, now))
                .list();
        return Paged.of(
                page,
                rows,
                token -> List.of(token.createdAt().toString(), token.id().toString()));
    }

    static Optional<Stored> find(Handle tx, TenantId tenant, UUID id, Instant now) {
        return tx.createQuery(SELECT + " AND a.id = :id")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .map((row, context) -> new Stored(
                        token(row, now),
                        row.getString("secret_hash"),
                        role(row.getString("named_role")),
                        role(row.getString("claimed_role")),
                        Objects.requireNonNull(instant(row, "seen_at"))))
                .findOne();
    }

    static void used(Handle tx, TenantId tenant, UUID id, Instant now) {
        tx.createUpdate("UPDATE access_tokens SET last_used_at = :now WHERE tenant_id = :tenant AND id = :id")
                .bind("now", now)
                .bind("tenant", tenant.value())
                .bind("id", id)
                .execute();
    }

    private static AccessToken token(ResultSet row, Instant now) throws SQLException {
        var expires = Objects.requireNonNull(instant(row, "expires_at"));
        var revoked = instant(row, "revoked_at");
        var bundles = row.getArray("bundle_ids");
        var groups = row.getArray("group_ids");
        return new AccessToken(
                row.getObject("id", UUID.class),
                row.getString("name"),
                new Owner(
                        row.getString("issuer"),
                        row.getString("subject"),
                        row.getString("owner_name"),
                        row.getString("owner_email")),
                Role.valueOf(row.getString("role")),
                bundles == null ? null : List.of((String[]) bundles.getArray()),
                groups == null ? null : groups(groups),
                Objects.requireNonNull(instant(row, "created_at")),
                expires,
                revoked,
                instant(row, "last_used_at"),
                AccessToken.state(revoked, expires, now),
                null);
    }

    private static List<GroupId> groups(Array ids) throws SQLException {
        return Arrays.stream((UUID[]) ids.getArray()).map(GroupId::new).toList();
    }

    private static @Nullable Role role(@Nullable String name) {
        return name == null ? null : Role.valueOf(name);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
