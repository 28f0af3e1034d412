package io.signalbeam.functions.artifacts;

import io.signalbeam.functions.artifacts.ArtifactStore.File;
import io.signalbeam.functions.artifacts.ArtifactView.Status;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.shared.id.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The table {@code artifacts}. */
final class ArtifactSql {
    private static final String ARTIFACT = """
            select a.*, (select count(*) from bundle_version_artifacts v
                         where v.tenant_id = a.tenant_id and v.sha256 = a.sha256) as versions
            from artifacts a where a.tenant_id = :tenant""";

    private ArtifactSql() {}

    static Paged<ArtifactView> list(Handle tx, TenantId tenant, Page page) {
        var rows = tx.createQuery(ARTIFACT + " and (:at::timestamptz is null"
                        + " or (a.created_at, a.sha256) < (:at::timestamptz, :sha256))"
                        + " order by a.created_at desc, a.sha256 desc limit :limit")
                .bind("tenant", tenant.value())
                .bind("at", page.instant(0))
                .bind("sha256", page.text(1))
                .bind("limit", page.fetch())
                .map((row, context) -> view(row))
                .list();
        return Paged.of(page, rows, artifact -> List.of(artifact.createdAt().toString(), artifact.sha256()));
    }

    static Optional<ArtifactView> find(Handle tx, TenantId tenant, String sha256) {
        return tx.createQuery(ARTIFACT + " and a.sha256 = :sha256")
                .bind("tenant", tenant.value())
                .bind("sha256", sha256)
                .map((row, context) -> view(row))
                .findOne();
    }

    /** Nobody else adds, completes or deletes this one until the transaction ends. */
    static void lock(Handle tx, TenantId tenant, String sha256) {
        tx.createQuery("select pg_advisory_xact_lock(hashtextextended(:key, 0))")
                .bind("key", "artifact " + tenant + " " + sha256)
                .mapTo(String.class)
                .findOne();
    }

    static void add(Handle tx, TenantId tenant, NewArtifact wish, String by, Instant now) {
        tx.createUpdate("""
                        insert into artifacts (tenant_id, sha256, size_bytes, created_at, created_by)
                        values (:tenant, :sha256, :size, :now, :by)
                        on conflict (tenant_id, sha256) do update
                        set size_bytes = excluded.size_bytes, created_at = excluded.created_at
                        where artifacts.ready_at is null""")
                .bind("tenant", tenant.value())
                .bind("sha256", wish.sha256())
                .bind("size", wish.sizeBytes())
                .bind("now", now)
                .bind("by", by)
                .execute();
    }

    static void ready(Handle tx, TenantId tenant, String sha256, Instant now) {
        tx.createUpdate("update artifacts set ready_at = coalesce(ready_at, :now)"
                        + " where tenant_id = :tenant and sha256 = :sha256")
                .bind("tenant", tenant.value())
                .bind("sha256", sha256)
                .bind("now", now)
                .execute();
    }

    static void delete(Handle tx, TenantId tenant, String sha256) {
        tx.createUpdate("delete from artifacts where tenant_id = :tenant and sha256 = :sha256")
                .bind("tenant", tenant.value())
                .bind("sha256", sha256)
                .execute();
    }

    /** What was begun before then and never finished, of any tenant, the oldest first. */
    static List<File> unfinished(Handle tx, Instant before, int most) {
        return tx.createQuery("select tenant_id, sha256 from artifacts"
                        + " where ready_at is null and created_at < :before order by created_at limit :most")
                .bind("before", before)
                .bind("most", most)
                .map((row, context) ->
                        new File(new TenantId(row.getObject("tenant_id", UUID.class)), row.getString("sha256")))
                .list();
    }

    static boolean isUnfinished(Handle tx, File file, Instant before) {
        return tx.createQuery("select 1 from artifacts where tenant_id = :tenant and sha256 = :sha256"
                        + " and ready_at is null and created_at < :before")
                .bind("tenant", file.tenant().value())
                .bind("sha256", file.sha256())
                .bind("before", before)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    private static ArtifactView view(ResultSet row) throws SQLException {
        var ready = row.getObject("ready_at", OffsetDateTime.class);
        return new ArtifactView(
                row.getString("sha256"),
                row.getLong("size_bytes"),
                ready == null ? Status.Uploading : Status.Ready,
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"),
                ready == null ? null : ready.toInstant(),
                row.getInt("versions"),
                null);
    }
}
