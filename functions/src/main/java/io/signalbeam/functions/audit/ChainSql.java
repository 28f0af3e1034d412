package io.signalbeam.functions.audit;

import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The tables {@code audit_chain}, {@code audit_heads} and {@code audit_unsealed}. */
final class ChainSql {
    private static final String ENTRY = "l.id, l.at, l.actor, l.action, l.object_kind, l.object_id, l.credential,"
            + " l.address, l.details::text as details";

    private ChainSql() {}

    /** @param entry null when the row is gone */
    record Sealed(Link link, UUID id, @Nullable AuditEntry entry) {}

    record Unanchored(TenantId tenant, Head head) {}

    static List<TenantId> tenantsToSeal(Handle tx) {
        return tx.createQuery("select distinct tenant_id from audit_unsealed order by 1")
                .map((row, context) -> new TenantId(row.getObject(1, UUID.class)))
                .list();
    }

    /** Where the chain ends; nobody else seals until the transaction ends. */
    static Head lockHead(Handle tx, TenantId tenant) {
        tx.createUpdate("insert into audit_heads (tenant_id, position, hash) values (:tenant, 0, :start)"
                        + " on conflict do nothing")
                .bind("tenant", tenant.value())
                .bind("start", ChainHash.START)
                .execute();
        return tx.createQuery("select position, hash from audit_heads where tenant_id = :tenant for update")
                .bind("tenant", tenant.value())
                .map((row, context) -> new Head(row.getLong("position"), row.getString("hash")))
                .one();
    }

    static List<AuditEntry> unsealed(Handle tx, TenantId tenant, int limit) {
        return tx.createQuery(
                        "select " + ENTRY + " from audit_unsealed u join audit_log l on l.id = u.entry_id"
                                + " and l.tenant_id = u.tenant_id where u.tenant_id = :tenant order by l.at, l.sequence limit :limit")
                .bind("tenant", tenant.value())
                .bind("limit", limit)
                .map((row, context) -> AuditSql.entry(row))
                .list();
    }

    static void append(Handle tx, TenantId tenant, List<Sealed> rows, Head head, Instant now) {
        var chain = tx.prepareBatch("insert into audit_chain (tenant_id, position, entry_id, previous, hash, sealed_at)"
                + " values (:tenant, :position, :id, :previous, :hash, :now)");
        for (var row : rows) {
            chain.bind("tenant", tenant.value())
                    .bind("position", row.link().position())
                    .bind("id", row.id())
                    .bind("previous", row.link().previous())
                    .bind("hash", row.link().hash())
                    .bind("now", now)
                    .add();
        }
        chain.execute();
        tx.createUpdate("update audit_heads set position = :position, hash = :hash where tenant_id = :tenant")
                .bind("position", head.position())
                .bind("hash", head.hash())
                .bind("tenant", tenant.value())
                .execute();
        tx.createUpdate("delete from audit_unsealed where tenant_id = :tenant and entry_id = any(:ids)")
                .bind("tenant", tenant.value())
                .bindArray("ids", UUID.class, rows.stream().map(Sealed::id).toArray())
                .execute();
    }

    /** In the order of places, after one. */
    static List<Sealed> read(Handle tx, TenantId tenant, long after, int limit) {
        return tx.createQuery("select c.position, c.entry_id, c.previous, c.hash, " + ENTRY
                        + " from audit_chain c left join audit_log l on l.id = c.entry_id and l.tenant_id = c.tenant_id"
                        + " where c.tenant_id = :tenant and c.position > :after order by c.position limit :limit")
                .bind("tenant", tenant.value())
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> new Sealed(
                        new Link(row.getLong("position"), row.getString("previous"), row.getString("hash")),
                        row.getObject("entry_id", UUID.class),
                        row.getObject("id") == null ? null : AuditSql.entry(row)))
                .list();
    }

    static Head head(Handle tx, TenantId tenant) {
        return tx.createQuery("select position, hash from audit_heads where tenant_id = :tenant")
                .bind("tenant", tenant.value())
                .map((row, context) -> new Head(row.getLong("position"), row.getString("hash")))
                .findOne()
                .orElse(Head.START);
    }

    /** The hash at a place; empty when there is none. */
    static Optional<Head> at(Handle tx, TenantId tenant, long position) {
        if (position == 0) {
            return Optional.of(Head.START);
        }
        return tx.createQuery("select hash from audit_chain where tenant_id = :tenant and position = :position")
                .bind("tenant", tenant.value())
                .bind("position", position)
                .mapTo(String.class)
                .findOne()
                .map(hash -> new Head(position, hash));
    }

    /** Rows that have no place in the chain and are not about to get one, a few of them. */
    static List<UUID> strays(Handle tx, TenantId tenant, Instant before) {
        return tx.createQuery("select l.id from audit_log l where l.tenant_id = :tenant and l.at < :before"
                        + " and not exists (select from audit_chain c where c.entry_id = l.id) order by l.id limit 100")
                .bind("tenant", tenant.value())
                .bind("before", before)
                .mapTo(UUID.class)
                .list();
    }

    static List<TenantId> tenantsWithChain(Handle tx) {
        return tx.createQuery("select tenant_id from audit_heads order by 1")
                .map((row, context) -> new TenantId(row.getObject(1, UUID.class)))
                .list();
    }

    /** Chains that have grown since they were last written down elsewhere, if that is a while ago. */
    static List<Unanchored> unanchored(Handle tx, Instant before) {
        return tx.createQuery(
                        "select tenant_id, position, hash from audit_heads where position > anchored"
                                + " and (anchored_at is null or anchored_at < :before) order by anchored_at nulls first limit 500")
                .bind("before", before)
                .map((row, context) -> new Unanchored(
                        new TenantId(row.getObject("tenant_id", UUID.class)),
                        new Head(row.getLong("position"), row.getString("hash"))))
                .list();
    }

    static void anchored(Handle tx, TenantId tenant, long position, Instant now) {
        tx.createUpdate("update audit_heads set anchored = greatest(anchored, :position), anchored_at = :now"
                        + " where tenant_id = :tenant")
                .bind("tenant", tenant.value())
                .bind("position", position)
                .bind("now", now)
                .execute();
    }
}
