package io.signalbeam.functions.signing;

import io.signalbeam.shared.desired.BundleSignature;
import io.signalbeam.shared.desired.EndorsedKey;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.trust.BundleStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The table {@code signing_keys}, and the signatures in {@code bundle_versions}. */
public final class SigningSql {
    /** So many a device can have missed and still follow: four years of one every 90 days. */
    private static final int CHAIN = 16;

    private static final long LOCK = 0x5167_6e61_6c42_656dL;

    private SigningSql() {}

    /** A version and what vouches for it. */
    record Signed(BundleStatement statement, BundleSignature signature) {}

    static void lock(Handle tx) {
        tx.createQuery("SELECT pg_advisory_xact_lock(:lock)")
                .bind("lock", LOCK)
                .mapTo(String.class)
                .findOne();
    }

    /** The newest public keys, the oldest of them first. */
    public static List<EndorsedKey> keys(Handle tx) {
        var newest = tx.createQuery("SELECT id, public_key, endorsed_by, endorsement FROM signing_keys"
                        + " ORDER BY generation DESC LIMIT :chain")
                .bind("chain", CHAIN)
                .map((row, context) -> new EndorsedKey(
                        row.getString("id"),
                        row.getString("public_key"),
                        row.getString("endorsed_by"),
                        row.getString("endorsement")))
                .list();
        return new ArrayList<>(newest).reversed();
    }

    /** Whether this tenant wants unsigned bundles refused. */
    static boolean required(Handle tx, TenantId tenant) {
        return tx.createQuery("SELECT require_signed_bundles FROM tenants WHERE id = :tenant")
                .bind("tenant", tenant.value())
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false);
    }

    static void add(Handle tx, KeyRing ring) {
        for (var generation : ring.generations()) {
            tx.createUpdate(
                            "INSERT INTO signing_keys (id, generation, public_key, endorsed_by, endorsement, created_at)"
                                    + " VALUES (:id, :generation, :key, :by, :endorsement, :at) ON CONFLICT DO NOTHING")
                    .bind("id", generation.endorsed().id())
                    .bind("generation", generation.number())
                    .bind("key", generation.endorsed().publicKey())
                    .bind("by", generation.endorsed().endorsedBy())
                    .bind("endorsement", generation.endorsed().endorsement())
                    .bind("at", generation.createdAt())
                    .execute();
        }
    }

    /** Versions that another key than this one vouches for, at most so many, locked. */
    static List<Signed> signedByOthers(Handle tx, String keyId, int limit) {
        return tx.createQuery("""
                        SELECT tenant_id, bundle_id, version, manifest_digest, signing_key, signature FROM bundle_versions
                        WHERE signing_key IS NOT NULL AND signing_key <> :key
                        ORDER BY tenant_id, bundle_id, version LIMIT :limit FOR UPDATE SKIP LOCKED""")
                .bind("key", keyId)
                .bind("limit", limit)
                .map((row, context) -> new Signed(
                        new BundleStatement(
                                new TenantId(row.getObject("tenant_id", UUID.class)),
                                row.getString("bundle_id"),
                                row.getString("version"),
                                row.getString("manifest_digest")),
                        new BundleSignature(row.getString("signing_key"), row.getString("signature"))))
                .list();
    }

    static boolean anySignedByOthers(Handle tx, String keyId) {
        return tx.createQuery("SELECT EXISTS (SELECT 1 FROM bundle_versions"
                        + " WHERE signing_key IS NOT NULL AND signing_key <> :key)")
                .bind("key", keyId)
                .mapTo(Boolean.class)
                .one();
    }

    static void sign(Handle tx, BundleStatement statement, BundleSignature signature) {
        tx.createUpdate("UPDATE bundle_versions SET signing_key = :key, signature = :signature"
                        + " WHERE tenant_id = :tenant AND bundle_id = :bundle AND version = :version")
                .bind("key", signature.keyId())
                .bind("signature", signature.signature())
                .bind("tenant", statement.tenantId().value())
                .bind("bundle", statement.bundleId())
                .bind("version", statement.version())
                .execute();
    }

    static void unsign(Handle tx, BundleStatement statement) {
        tx.createUpdate("UPDATE bundle_versions SET signing_key = NULL, signature = NULL"
                        + " WHERE tenant_id = :tenant AND bundle_id = :bundle AND version = :version")
                .bind("tenant", statement.tenantId().value())
                .bind("bundle", statement.bundleId())
                .bind("version", statement.version())
                .execute();
    }

    /** Has the twins of all devices that shall run this version written anew. */
    static void queueDevices(Handle tx, BundleStatement statement) {
        tx.createUpdate("INSERT INTO outbox (tenant_id, device_id) SELECT tenant_id, device_id FROM device_desired"
                        + " WHERE tenant_id = :tenant AND bundle_id = :bundle AND version = :version")
                .bind("tenant", statement.tenantId().value())
                .bind("bundle", statement.bundleId())
                .bind("version", statement.version())
                .execute();
    }
}
