package io.signalbeam.functions.bundles;

import io.signalbeam.functions.access.Reach;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.shared.bundle.SemVer;
import io.signalbeam.shared.desired.BundleSignature;
import io.signalbeam.shared.id.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The tables {@code bundles} and {@code bundle_versions}. */
final class BundlesSql {
    private static final String BUNDLE = """
            SELECT b.id, b.description, b.created_at,
                   (SELECT array_agg(v.version) FROM bundle_versions v
                    WHERE v.tenant_id = :tenant AND v.bundle_id = b.id) AS versions,
                   (SELECT count(DISTINCT x.device_id) FROM device_desired x
                    WHERE x.tenant_id = :tenant AND x.bundle_id = b.id) AS devices
            FROM bundles b WHERE b.tenant_id = :tenant""";

    private static final String VERSION = """
            SELECT v.*, (SELECT count(*) FROM device_desired x WHERE x.tenant_id = :tenant
                         AND x.bundle_id = v.bundle_id AND x.version = v.version) AS devices
            FROM bundle_versions v WHERE v.tenant_id = :tenant AND v.bundle_id = :bundle""";

    private static final Comparator<String> BY_SEMVER =
            Comparator.comparing(text -> SemVer.parse(text).orElseThrow());

    private BundlesSql() {}

    static Paged<Bundle> list(Handle tx, TenantId tenant, Reach reach, Page page) {
        var rows = tx.createQuery(BUNDLE + " AND (:allBundles OR b.id = ANY(:bundles))"
                        + " AND (:after::text IS NULL OR b.id > :after) ORDER BY b.id LIMIT :limit")
                .bind("tenant", tenant.value())
                .bind("allBundles", reach.allBundles())
                .bindArray("bundles", String.class, reach.bundleIds())
                .bind("after", page.text(0))
                .bind("limit", page.fetch())
                .map((row, context) -> bundle(row))
                .list();
        return Paged.of(page, rows, bundle -> List.of(bundle.id()));
    }

    static Optional<Bundle> find(Handle tx, TenantId tenant, String id) {
        return tx.createQuery(BUNDLE + " AND b.id = :id")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .map((row, context) -> bundle(row))
                .findOne()
                .map(bundle -> new Bundle(
                        bundle.id(),
                        bundle.description(),
                        bundle.createdAt(),
                        bundle.latestVersion(),
                        bundle.deviceCount(),
                        versions(tx, tenant, id)));
    }

    private static List<BundleVersion> versions(Handle tx, TenantId tenant, String id) {
        return tx
                .createQuery(VERSION)
                .bind("tenant", tenant.value())
                .bind("bundle", id)
                .map((row, context) -> version(row))
                .list()
                .stream()
                .sorted(Comparator.comparing(BundleVersion::version, BY_SEMVER).reversed())
                .toList();
    }

    static Optional<BundleVersion> version(Handle tx, TenantId tenant, String id, String version) {
        return tx.createQuery(VERSION + " AND v.version = :version")
                .bind("tenant", tenant.value())
                .bind("bundle", id)
                .bind("version", version)
                .map((row, context) -> version(row))
                .findOne();
    }

    /** Whether it was put there: not when it was there already. */
    static boolean insert(Handle tx, TenantId tenant, String id, String description) {
        return tx.createUpdate("INSERT INTO bundles (tenant_id, id, description) VALUES (:tenant, :id, :description)"
                                + " ON CONFLICT DO NOTHING")
                        .bind("tenant", tenant.value())
                        .bind("id", id)
                        .bind("description", description)
                        .execute()
                == 1;
    }

    /** Whether it was put there: not when the version was there already, with this or another content. */
    static boolean insert(
            Handle tx, TenantId tenant, BundleVersion version, int manifestBytes, BundleSignature signature) {
        return tx.createUpdate(
                                "INSERT INTO bundle_versions (tenant_id, bundle_id, version, manifest_digest, containers,"
                                        + " created_by, created_at, manifest_bytes, signing_key, signature)"
                                        + " VALUES (:tenant, :bundle, :version,"
                                        + " :digest, :containers, :by, :at, :bytes, :key, :signature) ON CONFLICT DO NOTHING")
                        .bind("tenant", tenant.value())
                        .bind("bundle", version.bundleId())
                        .bind("version", version.version())
                        .bind("digest", version.manifestDigest())
                        .bind("containers", version.containers())
                        .bind("by", version.createdBy())
                        .bind("at", version.createdAt())
                        .bind("bytes", manifestBytes)
                        .bind("key", signature.keyId())
                        .bind("signature", signature.signature())
                        .execute()
                == 1;
    }

    /** Nobody assigns it or rolls it out until the transaction ends. Answers whether there is such a bundle. */
    static boolean lock(Handle tx, TenantId tenant, String id) {
        boolean found = tx.createQuery("SELECT 1 FROM bundles WHERE tenant_id = :tenant AND id = :id FOR UPDATE")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
        tx.createQuery("SELECT version FROM bundle_versions WHERE tenant_id = :tenant AND bundle_id = :id"
                        + " ORDER BY version FOR UPDATE")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .mapTo(String.class)
                .list();
        return found;
    }

    /** What asks for the bundle, in words for people; empty when nothing does. */
    static Optional<String> user(Handle tx, TenantId tenant, String id) {
        return tx.createQuery("""
                        SELECT 'rollout ' || r.name FROM rollouts r
                        WHERE r.tenant_id = :tenant AND r.bundle_id = :id AND r.ended_at IS NULL
                        UNION ALL
                        SELECT CASE WHEN a.group_id IS NOT NULL THEN 'group ' || g.name ELSE 'device ' || d.name END
                        FROM assignments a
                        LEFT JOIN groups g ON g.id = a.group_id AND g.tenant_id = :tenant
                        LEFT JOIN devices d ON d.id = a.device_id AND d.tenant_id = :tenant
                        WHERE a.tenant_id = :tenant AND a.bundle_id = :id
                          AND (a.device_id IS NULL OR d.lifecycle <> 'Decommissioned')
                        LIMIT 1""")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .mapTo(String.class)
                .findOne();
    }

    /** The bundle, its versions, its ended rollouts and what decommissioned devices were asked for. */
    static void delete(Handle tx, TenantId tenant, String id) {
        for (var table : List.of("device_desired", "assignments", "rollouts", "bundle_versions")) {
            tx.createUpdate("DELETE FROM <table> WHERE tenant_id = :tenant AND bundle_id = :id")
                    .define("table", table)
                    .bind("tenant", tenant.value())
                    .bind("id", id)
                    .execute();
        }
        tx.createUpdate("DELETE FROM bundles WHERE tenant_id = :tenant AND id = :id")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .execute();
    }

    private static Bundle bundle(ResultSet row) throws SQLException {
        var versions = row.getArray("versions");
        return new Bundle(
                row.getString("id"),
                row.getString("description"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                versions == null ? null : highest((String[]) versions.getArray()),
                row.getInt("devices"),
                null);
    }

    private static @Nullable String highest(String[] versions) {
        return Arrays.stream(versions).max(BY_SEMVER).orElse(null);
    }

    private static BundleVersion version(ResultSet row) throws SQLException {
        return new BundleVersion(
                row.getString("bundle_id"),
                row.getString("version"),
                row.getString("manifest_digest"),
                row.getInt("containers"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"),
                row.getInt("devices"),
                QuarantineSql.read(row),
                null);
    }
}
