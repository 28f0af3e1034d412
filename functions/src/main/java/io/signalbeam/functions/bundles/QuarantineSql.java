package io.signalbeam.functions.bundles;

import io.signalbeam.shared.id.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** The columns of {@code bundle_versions} that speak of quarantine, and what rollouts know of a version's failures. */
final class QuarantineSql {
    /** A device counts once, however many rollouts brought it the version. */
    private static final String COUNT = """
            SELECT count(DISTINCT r.device_id)
            FROM rollouts o
            JOIN rollout_devices r ON r.rollout_id = o.id AND r.tenant_id = :tenant
            JOIN bundle_versions v ON v.tenant_id = :tenant AND v.bundle_id = o.bundle_id AND v.version = o.version
            WHERE o.tenant_id = :tenant AND o.bundle_id = :bundle AND o.version = :version
              AND <outcome> AND (v.released_at IS NULL OR r.outcome_at > v.released_at)""";

    private QuarantineSql() {}

    /** @param after how many are too many; null for the usual rule */
    record Failures(int failed, @Nullable Integer after) {}

    static Optional<Quarantine> find(Handle tx, TenantId tenant, String bundle, String version) {
        return named(
                        tx.createQuery("SELECT quarantined_at, quarantine_reason FROM bundle_versions"
                                + " WHERE tenant_id = :tenant AND bundle_id = :bundle AND version = :version"
                                + " AND quarantined_at IS NOT NULL"),
                        tenant,
                        bundle,
                        version)
                .map((row, context) -> of(Objects.requireNonNull(instant(row)), row))
                .findOne();
    }

    /** Of a row of {@code bundle_versions}; null when it is in none. */
    static @Nullable Quarantine read(ResultSet row) throws SQLException {
        var since = instant(row);
        return since == null ? null : of(since, row);
    }

    private static Quarantine of(Instant since, ResultSet row) throws SQLException {
        return new Quarantine(since, Objects.requireNonNullElse(row.getString("quarantine_reason"), ""));
    }

    private static @Nullable Instant instant(ResultSet row) throws SQLException {
        var since = row.getObject("quarantined_at", OffsetDateTime.class);
        return since == null ? null : since.toInstant();
    }

    static boolean any(Handle tx, TenantId tenant) {
        return tx.createQuery("SELECT EXISTS (SELECT FROM bundle_versions"
                        + " WHERE tenant_id = :tenant AND quarantined_at IS NOT NULL)")
                .bind("tenant", tenant.value())
                .mapTo(Boolean.class)
                .one();
    }

    /** Empty when it is in quarantine already. */
    static Optional<Failures> failures(Handle tx, TenantId tenant, String bundle, String version) {
        return named(
                        tx.createQuery("SELECT (<count>) AS failed, t.quarantine_after"
                                + " FROM bundle_versions w JOIN tenants t ON t.id = w.tenant_id"
                                + " WHERE w.tenant_id = :tenant AND w.bundle_id = :bundle AND w.version = :version"
                                + " AND w.quarantined_at IS NULL"),
                        tenant,
                        bundle,
                        version)
                .define("count", COUNT.replace("<outcome>", "r.outcome IN ('Failed', 'TimedOut')"))
                .map((row, context) ->
                        new Failures(row.getInt("failed"), row.getObject("quarantine_after", Integer.class)))
                .findOne();
    }

    static int tried(Handle tx, TenantId tenant, String bundle, String version) {
        return named(tx.createQuery(COUNT).define("outcome", "r.outcome IS NOT NULL"), tenant, bundle, version)
                .mapTo(Integer.class)
                .one();
    }

    static void impose(Handle tx, TenantId tenant, String bundle, String version, String reason, Instant now) {
        named(
                        tx.createUpdate("UPDATE bundle_versions SET quarantined_at = :now::timestamptz,"
                                + " quarantine_reason = :reason WHERE tenant_id = :tenant AND bundle_id = :bundle"
                                + " AND version = :version AND quarantined_at IS NULL"),
                        tenant,
                        bundle,
                        version)
                .bind("now", now)
                .bind("reason", reason)
                .execute();
    }

    static boolean lift(Handle tx, TenantId tenant, String bundle, String version, Instant now) {
        return named(
                                tx.createUpdate("UPDATE bundle_versions SET quarantined_at = NULL,"
                                        + " quarantine_reason = NULL, released_at = :now::timestamptz"
                                        + " WHERE tenant_id = :tenant AND bundle_id = :bundle AND version = :version"
                                        + " AND quarantined_at IS NOT NULL"),
                                tenant,
                                bundle,
                                version)
                        .bind("now", now)
                        .execute()
                == 1;
    }

    static boolean lock(Handle tx, TenantId tenant, String bundle, String version) {
        return named(
                        tx.createQuery("SELECT 1 FROM bundle_versions WHERE tenant_id = :tenant AND bundle_id = :bundle"
                                + " AND version = :version FOR NO KEY UPDATE"),
                        tenant,
                        bundle,
                        version)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    private static <S extends SqlStatement<S>> S named(S statement, TenantId tenant, String bundle, String version) {
        return statement.bind("tenant", tenant.value()).bind("bundle", bundle).bind("version", version);
    }
}
