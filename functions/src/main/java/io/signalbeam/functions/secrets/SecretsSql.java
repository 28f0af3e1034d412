package io.signalbeam.functions.secrets;

import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.shared.desired.SecretRef;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The table {@code secrets}, and who uses them. */
final class SecretsSql {
    private static final String NAMING = """
            FROM device_desired x
            JOIN bundle_version_secrets n
              ON n.tenant_id = x.tenant_id AND n.bundle_id = x.bundle_id AND n.version = x.version
            JOIN devices d ON d.id = x.device_id AND d.tenant_id = x.tenant_id AND d.lifecycle <> 'Decommissioned'
            WHERE x.tenant_id = :tenant AND n.secret_name =""";

    /** Secrets of either kind. */
    static final String SECRET = "SELECT s.*, (SELECT count(DISTINCT x.device_id) " + NAMING
            + " s.name) AS devices FROM secrets s WHERE s.tenant_id = :tenant AND s.deleted_at IS NULL";

    /** How the audit trail names a delivery. */
    static final String DELIVER = "secret.deliver";

    private SecretsSql() {}

    static Paged<SecretView> list(Handle tx, TenantId tenant, Page page) {
        var rows = tx.createQuery(
                        SECRET
                                + " AND s.name NOT LIKE :registries AND (:after::text IS NULL OR s.name > :after) ORDER BY s.name LIMIT :limit")
                .bind("tenant", tenant.value())
                .bind("registries", SecretRef.registry("%"))
                .bind("after", page.text(0))
                .bind("limit", page.fetch())
                .map((row, context) -> view(row))
                .list();
        return Paged.of(page, rows, secret -> List.of(secret.name()));
    }

    static Optional<SecretView> find(Handle tx, TenantId tenant, String name) {
        return tx.createQuery(SECRET + " AND s.name = :name")
                .bind("tenant", tenant.value())
                .bind("name", name)
                .map((row, context) -> view(row))
                .findOne();
    }

    /** Nobody else changes this secret, here or in the vault, until the transaction ends. */
    static void lock(Handle tx, TenantId tenant, String name) {
        tx.createQuery("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")
                .bind("key", "secret " + tenant + " " + name)
                .mapTo(String.class)
                .findOne();
    }

    static void put(Handle tx, TenantId tenant, String name, String vaultVersion, String by, Instant now) {
        tx.createUpdate("""
                        INSERT INTO secrets (tenant_id, name, vault_version, created_at, updated_at, updated_by)
                        VALUES (:tenant, :name, :vault, :now, :now, :by)
                        ON CONFLICT (tenant_id, name) DO UPDATE SET
                            version = secrets.version + 1,
                            vault_version = excluded.vault_version,
                            created_at = CASE WHEN secrets.deleted_at IS NULL
                                              THEN secrets.created_at ELSE excluded.created_at END,
                            updated_at = excluded.updated_at,
                            updated_by = excluded.updated_by,
                            deleted_at = NULL""")
                .bind("tenant", tenant.value())
                .bind("name", name)
                .bind("vault", vaultVersion)
                .bind("by", by)
                .bind("now", now)
                .execute();
    }

    static void delete(Handle tx, TenantId tenant, String name, String by, Instant now) {
        tx.createUpdate("UPDATE secrets SET deleted_at = :now, updated_at = :now, updated_by = :by"
                        + " WHERE tenant_id = :tenant AND name = :name")
                .bind("tenant", tenant.value())
                .bind("name", name)
                .bind("by", by)
                .bind("now", now)
                .execute();
    }

    /** A version that names the secret and that some device shall run, in words for people. */
    static Optional<String> user(Handle tx, TenantId tenant, String name) {
        return tx.createQuery("SELECT n.bundle_id || ' ' || n.version || ' on device ' || d.name " + NAMING
                        + " :name ORDER BY 1 LIMIT 1")
                .bind("tenant", tenant.value())
                .bind("name", name)
                .mapTo(String.class)
                .findOne();
    }

    /**
     * Gives every device that shall run something with this secret the next generation and a place in the outbox; in the
     * order of their ids, as whoever changes several devices.
     *
     * @param but those that know already
     */
    static List<DeviceId> tell(Handle tx, TenantId tenant, String name, Collection<DeviceId> but) {
        var ids = tx.createQuery("SELECT e.id FROM devices e WHERE e.tenant_id = :tenant AND NOT e.id = ANY(:but)"
                        + " AND e.id IN (SELECT x.device_id " + NAMING + " :name) ORDER BY e.id FOR NO KEY UPDATE")
                .bind("tenant", tenant.value())
                .bind("name", name)
                .bindArray("but", UUID.class, but.stream().map(DeviceId::value).toArray())
                .mapTo(UUID.class)
                .list();
        tx.createUpdate("""
                        WITH told AS (
                            UPDATE devices SET generation = generation + 1
                            WHERE tenant_id = :tenant AND id = ANY(:ids) RETURNING id
                        )
                        INSERT INTO outbox (tenant_id, device_id) SELECT :tenant, id FROM told""")
                .bind("tenant", tenant.value())
                .bindArray("ids", UUID.class, ids.toArray())
                .execute();
        return ids.stream().map(DeviceId::new).toList();
    }

    private static SecretView view(ResultSet row) throws SQLException {
        return new SecretView(
                row.getString("name"),
                row.getInt("version"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                row.getString("updated_by"),
                row.getInt("devices"));
    }

    /** What the audit trail says was delivered to somebody since then. */
    static Set<SecretRef> delivered(Handle tx, TenantId tenant, String actor, Instant since) {
        return tx.createQuery("select object_id, details ->> 'version' as version from audit_log"
                        + " where tenant_id = :tenant and actor = :actor and action = :action and at > :since")
                .bind("tenant", tenant.value())
                .bind("actor", actor)
                .bind("action", DELIVER)
                .bind("since", since)
                .map((row, context) -> new SecretRef(row.getString("object_id"), row.getString("version")))
                .set();
    }
}
