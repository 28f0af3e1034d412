package io.signalbeam.functions.bundles;

import io.signalbeam.shared.id.TenantId;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The table {@code bundle_version_secrets}: which secrets a version names. */
final class BundleSecretsSql {
    private BundleSecretsSql() {}

    /** Those of these names that the tenant has a secret for. */
    static Set<String> known(Handle tx, TenantId tenant, Collection<String> names) {
        return tx
                .createQuery(
                        "SELECT name FROM secrets WHERE tenant_id = :tenant AND name = ANY(:names) AND deleted_at IS NULL")
                .bind("tenant", tenant.value())
                .bindArray("names", String.class, names.toArray())
                .mapTo(String.class)
                .stream()
                .collect(Collectors.toSet());
    }

    static void insert(Handle tx, TenantId tenant, String bundleId, String version, Collection<String> names) {
        if (names.isEmpty()) {
            return;
        }
        tx.createUpdate("INSERT INTO bundle_version_secrets (tenant_id, bundle_id, version, secret_name)"
                        + " SELECT :tenant, :bundle, :version, name FROM unnest(:names) AS name")
                .bind("tenant", tenant.value())
                .bind("bundle", bundleId)
                .bind("version", version)
                .bindArray("names", String.class, names.toArray())
                .execute();
    }
}
