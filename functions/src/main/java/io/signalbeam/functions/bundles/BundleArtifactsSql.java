package io.signalbeam.functions.bundles;

import io.signalbeam.shared.bundle.ArtifactSpec;
import io.signalbeam.shared.id.TenantId;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The table {@code bundle_version_artifacts}: which artifacts a version names. */
final class BundleArtifactsSql {
    private BundleArtifactsSql() {}

    private record Known(String sha256, long sizeBytes) {}

    /** Those of them that the tenant does not have; none of the others is deleted until the transaction ends. */
    static Set<ArtifactSpec> lacking(Handle tx, TenantId tenant, Collection<ArtifactSpec> artifacts) {
        if (artifacts.isEmpty()) {
            return Set.of();
        }
        var known = tx
                .createQuery("SELECT sha256, size_bytes FROM artifacts WHERE tenant_id = :tenant"
                        + " AND sha256 = ANY(:hashes) AND ready_at IS NOT NULL ORDER BY sha256 FOR KEY SHARE")
                .bind("tenant", tenant.value())
                .bindArray("hashes", String.class, hashes(artifacts))
                .map((row, context) -> new Known(row.getString("sha256"), row.getLong("size_bytes")))
                .stream()
                .collect(Collectors.toSet());
        return artifacts.stream()
                .filter(artifact -> !known.contains(new Known(artifact.sha256(), artifact.sizeBytes())))
                .collect(Collectors.toUnmodifiableSet());
    }

    static void insert(
            Handle tx, TenantId tenant, String bundleId, String version, Collection<ArtifactSpec> artifacts) {
        if (artifacts.isEmpty()) {
            return;
        }
        tx.createUpdate("INSERT INTO bundle_version_artifacts (tenant_id, bundle_id, version, sha256)"
                        + " SELECT :tenant, :bundle, :version, hash FROM unnest(:hashes) AS hash")
                .bind("tenant", tenant.value())
                .bind("bundle", bundleId)
                .bind("version", version)
                .bindArray("hashes", String.class, hashes(artifacts))
                .execute();
    }

    private static Object[] hashes(Collection<ArtifactSpec> artifacts) {
        return artifacts.stream().map(ArtifactSpec::sha256).distinct().toArray();
    }
}
