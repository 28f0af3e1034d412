package io.signalbeam.functions.pipelines;

import io.signalbeam.functions.access.Role;
import io.signalbeam.functions.access.TenantScope;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.functions.pipelines.DeployTrust.Source;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The tables {@code deploy_trusts}, {@code pipeline_tokens} and {@code used_ci_tokens}. */
final class TrustSql {
    /** How the audit trail names a refused exchange. */
    static final String REFUSE = "deploy-trust.refuse";

    private TrustSql() {}

    /** A pipeline's token with its trust as it is now. */
    record Stored(DeployTrust trust, String subject, String secretHash, Instant expiresAt) {}

    static Paged<DeployTrust> list(Handle tx, TenantId tenant, Page page) {
        var rows = tx.createQuery("SELECT * FROM deploy_trusts WHERE tenant_id = :tenant"
                        + " AND (:after::text IS NULL OR name > :after) ORDER BY name LIMIT :limit")
                .bind("tenant", tenant.value())
                .bind("after", page.text(0))
                .bind("limit", page.fetch())
                .map((row, context) -> trust(row))
                .list();
        return Paged.of(page, rows, trust -> List.of(trust.name()));
    }

    static Optional<DeployTrust> find(Handle tx, TenantId tenant, UUID id) {
        return tx.createQuery("SELECT * FROM deploy_trusts WHERE tenant_id = :tenant AND id = :id")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .map((row, context) -> trust(row))
                .findOne();
    }

    /** As {@link #find}, and nobody else changes it until the transaction ends. */
    static Optional<DeployTrust> lock(Handle tx, TenantId tenant, UUID id) {
        return tx.createQuery("SELECT * FROM deploy_trusts WHERE tenant_id = :tenant AND id = :id FOR UPDATE")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .map((row, context) -> trust(row))
                .findOne();
    }

    static boolean nameTaken(Handle tx, TenantId tenant, String name, UUID except) {
        return tx.createQuery(
                        "SELECT 1 FROM deploy_trusts WHERE tenant_id = :tenant AND name = :name AND id <> :except")
                .bind("tenant", tenant.value())
                .bind("name", name)
                .bind("except", except)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** Whether it was put there: not when another one of that name came first. */
    static boolean insert(Handle tx, TenantId tenant, DeployTrust trust) {
        return write(
                        tx,
                        tenant,
                        trust,
                        "INSERT INTO deploy_trusts (id, tenant_id, name, issuer, repository, repository_id, ref,"
                                + " environment, role, bundle_ids, group_ids, revision, created_by, created_at)"
                                + " VALUES (:id, :tenant, :name, :issuer, :repository, :repositoryId, :ref, :environment,"
                                + " :role, :bundles, :groups, :revision, :by, :at) ON CONFLICT (tenant_id, name) DO NOTHING")
                == 1;
    }

    static void update(Handle tx, TenantId tenant, DeployTrust trust) {
        int unused = write(
                tx,
                tenant,
                trust,
                "UPDATE deploy_trusts SET name = :name, repository = :repository, repository_id = :repositoryId,"
                        + " ref = :ref, environment = :environment, role = :role, bundle_ids = :bundles,"
                        + " group_ids = :groups, revision = :revision WHERE tenant_id = :tenant AND id = :id");
    }

    private static int write(Handle tx, TenantId tenant, DeployTrust trust, String sql) {
        var source = trust.source();
        return tx.createUpdate(sql)
                .bind("id", trust.id())
                .bind("tenant", tenant.value())
                .bind("name", trust.name())
                .bind("issuer", source.issuer())
                .bind("repository", source.repository())
                .bind("repositoryId", source.repositoryId())
                .bind("ref", source.ref())
                .bind("environment", source.environment())
                .bind("role", trust.role().name())
                .bindArray("bundles", String.class, trust.bundles().toArray())
                .bindArray(
                        "groups",
                        UUID.class,
                        trust.groups().stream().map(GroupId::value).toArray())
                .bind("revision", trust.revision())
                .bind("by", trust.createdBy())
                .bind("at", trust.createdAt())
                .execute();
    }

    /** With the tokens that were given out for it. */
    static boolean delete(Handle tx, TenantId tenant, UUID id) {
        return tx.createUpdate("DELETE FROM deploy_trusts WHERE tenant_id = :tenant AND id = :id")
                        .bind("tenant", tenant.value())
                        .bind("id", id)
                        .execute()
                == 1;
    }

    static void endTokens(Handle tx, TenantId tenant, UUID trust) {
        tx.createUpdate("DELETE FROM pipeline_tokens WHERE tenant_id = :tenant AND trust_id = :trust")
                .bind("tenant", tenant.value())
                .bind("trust", trust)
                .execute();
    }

    static Optional<TenantId> tenantOfTrust(Handle tx, UUID trust) {
        return tx.createQuery("SELECT tenant_of_deploy_trust(:id)")
                .bind("id", trust)
                .mapTo(UUID.class)
                .findOne()
                .map(TenantId::new);
    }

    /** How many refusals of this trust the audit trail tells of since then. */
    static int refusals(Handle tx, TenantId tenant, UUID trust, Instant since) {
        return tx.createQuery(
                        "SELECT count(*) FROM audit_log WHERE tenant_id = :tenant"
                                + " AND object_kind = 'deploy-trust' AND object_id = :trust AND action = :action AND at > :since")
                .bind("tenant", tenant.value())
                .bind("trust", trust.toString())
                .bind("action", REFUSE)
                .bind("since", since)
                .mapTo(Integer.class)
                .one();
    }

    static Optional<TenantScope> tenantOfToken(Handle tx, UUID token) {
        return tx.createQuery("SELECT tenant_id, tenant_name FROM tenant_of_pipeline_token(:id)")
                .bind("id", token)
                .map((row, context) -> new TenantScope(
                        new TenantId(row.getObject("tenant_id", UUID.class)), row.getString("tenant_name")))
                .findOne();
    }

    /** Whether the provider's token was not used before, by this tenant or another. Forgets those that have ended. */
    static boolean use(Handle tx, TenantId tenant, CiClaims claims, Instant forgetAfter, Instant now) {
        tx.createUpdate("DELETE FROM used_ci_tokens WHERE tenant_id = :tenant AND forget_after < :now")
                .bind("tenant", tenant.value())
                .bind("now", now)
                .execute();
        return tx.createUpdate("INSERT INTO used_ci_tokens (issuer, jti, tenant_id, forget_after)"
                                + " VALUES (:issuer, :jti, :tenant, :after) ON CONFLICT DO NOTHING")
                        .bind("issuer", claims.issuer())
                        .bind("jti", claims.jti())
                        .bind("tenant", tenant.value())
                        .bind("after", forgetAfter)
                        .execute()
                == 1;
    }

    static void insertToken(
            Handle tx, TenantId tenant, UUID id, UUID trust, String subject, String secretHash, Instant expires) {
        tx.createUpdate("INSERT INTO pipeline_tokens (id, tenant_id, trust_id, subject, secret_hash, expires_at)"
                        + " VALUES (:id, :tenant, :trust, :subject, :hash, :expires)")
                .bind("id", id)
                .bind("tenant", tenant.value())
                .bind("trust", trust)
                .bind("subject", subject)
                .bind("hash", secretHash)
                .bind("expires", expires)
                .execute();
    }

    static void forgetTokens(Handle tx, TenantId tenant, Instant endedBefore) {
        tx.createUpdate("DELETE FROM pipeline_tokens WHERE tenant_id = :tenant AND expires_at < :before")
                .bind("tenant", tenant.value())
                .bind("before", endedBefore)
                .execute();
    }

    static Optional<Stored> token(Handle tx, TenantId tenant, UUID id) {
        return tx.createQuery("SELECT d.*, p.subject, p.secret_hash, p.expires_at FROM pipeline_tokens p"
                        + " JOIN deploy_trusts d ON d.id = p.trust_id AND d.tenant_id = p.tenant_id"
                        + " WHERE p.tenant_id = :tenant AND p.id = :id")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .map((row, context) -> new Stored(
                        trust(row),
                        row.getString("subject"),
                        row.getString("secret_hash"),
                        row.getObject("expires_at", OffsetDateTime.class).toInstant()))
                .findOne();
    }

    private static DeployTrust trust(ResultSet row) throws SQLException {
        return new DeployTrust(
                row.getObject("id", UUID.class),
                row.getString("name"),
                new Source(
                        row.getString("issuer"),
                        row.getString("repository"),
                        row.getString("repository_id"),
                        row.getString("ref"),
                        row.getString("environment")),
                Role.valueOf(row.getString("role")),
                List.of((String[]) row.getArray("bundle_ids").getArray()),
                Arrays.stream((UUID[]) row.getArray("group_ids").getArray())
                        .map(GroupId::new)
                        .toList(),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"),
                row.getLong("revision"));
    }
}
