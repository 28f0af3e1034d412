package io.signalbeam.functions.exports;

import io.signalbeam.functions.exports.ExportStore.Place;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.shared.id.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The tables {@code tenant_exports} and {@code tenant_export_files}. */
final class ExportSql {
    private static final String EXPORT =
            "select id, status, requested_at, requested_by, started_at, finished_at, expires_at,"
                    + " files, rows, bytes, failure from tenant_exports where tenant_id = :tenant";

    /** What holds back whoever works at it: it is theirs, and the tenant is not being removed. */
    private static final String OURS = " where id = :export and claim = :claim and status = 'Running' and exists ("
            + "select from tenants t where t.id = tenant_id and t.removal_begun_at is null)";

    private ExportSql() {}

    /** Whether its people are let in, or it leaves and is still whole; empty when there is no such tenant. */
    enum Standing {
        ACTIVE,
        LEAVING,
        OVER
    }

    static Optional<Standing> standing(Handle tx, TenantId tenant) {
        return tx.createQuery("""
                        select case when removal_begun_at is not null then 'OVER'
                            when deleted_at is not null then 'LEAVING' else 'ACTIVE' end
                        from tenants where id = :tenant""")
                .bind("tenant", tenant.value())
                .mapTo(Standing.class)
                .findOne();
    }

    static ManifestStep.Tenant tenant(Handle tx, TenantId tenant) {
        return tx.createQuery("select id, name, display_name from tenants where id = :tenant")
                .bind("tenant", tenant.value())
                .map((row, context) -> new ManifestStep.Tenant(
                        row.getObject("id", UUID.class), row.getString("name"), row.getString("display_name")))
                .one();
    }

    /** Newest first. */
    static Paged<TenantExport> list(Handle tx, TenantId tenant, Page page) {
        var rows = tx.createQuery(EXPORT + " and (:at::timestamptz is null or (requested_at, id) < (:at, :id::uuid))"
                        + " order by requested_at desc, id desc limit :limit")
                .bind("tenant", tenant.value())
                .bind("at", page.instant(0))
                .bind("id", page.uuid(1))
                .bind("limit", page.fetch())
                .map((row, context) -> export(row))
                .list();
        return Paged.of(
                page,
                rows,
                export -> List.of(export.requestedAt().toString(), export.id().toString()));
    }

    static Optional<TenantExport> find(Handle tx, TenantId tenant, UUID id) {
        return tx.createQuery(EXPORT + " and id = :id")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .map((row, context) -> export(row))
                .findOne();
    }

    static Optional<UUID> underWay(Handle tx, TenantId tenant) {
        return tx.createQuery(
                        "select id from tenant_exports where tenant_id = :tenant and status in ('Pending', 'Running')")
                .bind("tenant", tenant.value())
                .mapTo(UUID.class)
                .findOne();
    }

    /** Whether there was none under way. */
    static boolean insert(Handle tx, TenantId tenant, UUID id, String by, Instant now) {
        return tx.createUpdate("""
                                insert into tenant_exports (id, tenant_id, requested_by, requested_at, next_turn_at)
                                values (:id, :tenant, :by, :now, :now)
                                on conflict (tenant_id) where status in ('Pending', 'Running') do nothing""")
                        .bind("id", id)
                        .bind("tenant", tenant.value())
                        .bind("by", by)
                        .bind("now", now)
                        .execute()
                == 1;
    }

    /** The files of those before may go: there is one at a time. */
    static void expire(Handle tx, TenantId tenant, Instant now) {
        tx.createUpdate("update tenant_exports set expires_at = :now"
                        + " where tenant_id = :tenant and status = 'Completed' and expires_at > :now")
                .bind("now", now)
                .bind("tenant", tenant.value())
                .execute();
    }

    /** By name. */
    static List<TakenFile> files(Handle tx, TenantId tenant, UUID export, Page page) {
        return tx.createQuery("select name, bytes, rows, sha256 from tenant_export_files"
                        + " where tenant_id = :tenant and export_id = :export"
                        + " and (:after::text is null or name > :after collate \"C\") order by name limit :limit")
                .bind("tenant", tenant.value())
                .bind("export", export)
                .bind("after", page.text(0))
                .bind("limit", page.fetch())
                .map((row, context) -> file(row))
                .list();
    }

    static void eachFile(Handle tx, Place place, Consumer<ManifestStep.Entry> sink) {
        tx.createQuery("select name, bytes, rows, sha256, read_at from tenant_export_files"
                        + " where tenant_id = :tenant and export_id = :export order by name")
                .bind("tenant", place.tenant().value())
                .bind("export", place.export())
                .map((row, context) -> new ManifestStep.Entry(
                        file(row),
                        row.getObject("read_at", OffsetDateTime.class).toInstant()))
                .forEach(sink);
    }

    /**
     * What somebody works at.
     *
     * @param claim whose it is
     * @param step the one under way, of which there are so many files, to go on after a place; null between two
     */
    record Job(
            Place place,
            UUID claim,
            Instant startedAt,
            List<String> stepsDone,
            @Nullable String step,
            int stepFiles,
            @Nullable String after) {

        Job {
            stepsDone = List.copyOf(stepsDone);
        }
    }

    /** Takes the one that has waited longest, unless somebody works at it. Those of tenants that are being removed have ended. */
    static Optional<Job> claim(Handle tx, UUID claim, Instant now, Duration hold) {
        return tx.createQuery("""
                        update tenant_exports set status = 'Running', started_at = coalesce(started_at, :now),
                            claim = :claim, claimed_until = :until
                        where id = (
                            select e.id from tenant_exports e join tenants t on t.id = e.tenant_id
                            where e.status in ('Pending', 'Running') and e.next_turn_at <= :now
                              and (e.claimed_until is null or e.claimed_until <= :now) and t.removal_begun_at is null
                            order by e.next_turn_at, e.id limit 1 for update of e skip locked)
                        returning *""")
                .bind("now", now)
                .bind("claim", claim)
                .bind("until", now.plus(hold))
                .map((row, context) -> job(row))
                .findOne();
    }

    /** Whether it is still theirs who have claimed it. */
    static boolean renew(Handle tx, Job job, Instant until) {
        return tx.createUpdate("update tenant_exports set claimed_until = :until" + OURS)
                        .bind("until", until)
                        .bind("export", job.place().export())
                        .bind("claim", job.claim())
                        .execute()
                == 1;
    }

    /** What a step has written, and where the export stands after it. Whether it is still theirs. */
    static boolean record(Handle tx, Job job, String step, Step.Progress progress, Instant readAt) {
        var all = tx.prepareBatch("""
                insert into tenant_export_files (tenant_id, export_id, name, bytes, rows, sha256, read_at)
                values (:tenant, :export, :name, :bytes, :rows, :sha256, :readAt)
                on conflict (export_id, name) do nothing""");
        for (var file : progress.files()) {
            all.bind("tenant", job.place().tenant().value())
                    .bind("export", job.place().export())
                    .bind("name", file.name())
                    .bind("bytes", file.bytes())
                    .bind("rows", file.rows())
                    .bind("sha256", file.sha256())
                    .bind("readAt", readAt)
                    .add();
        }
        if (!progress.files().isEmpty()) {
            all.execute();
        }
        boolean done = progress.after() == null;
        return tx.createUpdate("""
                        update tenant_exports set files = files + :files, rows = rows + :rows, bytes = bytes + :bytes, failures = 0,
                            steps_done = case when :done then steps_done || :step else steps_done end,
                            step = case when :done then null else :step end,
                            step_files = case when :done then 0 when step = :step then step_files + :files else :files end,
                            step_after = :after""" + OURS)
                        .bind("files", progress.files().size())
                        .bind(
                                "rows",
                                progress.files().stream()
                                        .mapToLong(TakenFile::rows)
                                        .sum())
                        .bind(
                                "bytes",
                                progress.files().stream()
                                        .mapToLong(TakenFile::bytes)
                                        .sum())
                        .bind("done", done)
                        .bind("step", step)
                        .bind("after", progress.after())
                        .bind("export", job.place().export())
                        .bind("claim", job.claim())
                        .execute()
                == 1;
    }

    static Job reload(Handle tx, Job job) {
        return tx.createQuery("select * from tenant_exports where id = :export and claim = :claim")
                .bind("export", job.place().export())
                .bind("claim", job.claim())
                .map((row, context) -> job(row))
                .findOne()
                .orElseThrow(Turn.Lost::new);
    }

    /** In a row, so far; none of one that is not theirs any more. */
    static int failures(Handle tx, Job job) {
        return tx.createQuery("select failures from tenant_exports where id = :export and claim = :claim")
                .bind("export", job.place().export())
                .bind("claim", job.claim())
                .mapTo(Integer.class)
                .findOne()
                .orElse(0);
    }

    /** Whether it was still theirs. */
    static boolean complete(Handle tx, Job job, Instant now, Instant expiresAt) {
        return tx.createUpdate(
                                "update tenant_exports set status = 'Completed', finished_at = :now, expires_at = :expires,"
                                        + " claim = null, claimed_until = null, step = null" + OURS)
                        .bind("now", now)
                        .bind("expires", expiresAt)
                        .bind("export", job.place().export())
                        .bind("claim", job.claim())
                        .execute()
                == 1;
    }

    /** Somebody may take the next turn then. */
    static void release(Handle tx, Job job, Instant nextTurnAt, int failures) {
        tx.createUpdate("update tenant_exports set claim = null, claimed_until = null, next_turn_at = :next,"
                        + " failures = :failures where id = :export and claim = :claim")
                .bind("next", nextTurnAt)
                .bind("failures", failures)
                .bind("export", job.place().export())
                .bind("claim", job.claim())
                .execute();
    }

    /** It keeps its claim until its files are gone. */
    static void fail(Handle tx, Job job, Instant now, String failure) {
        tx.createUpdate(
                        "update tenant_exports set status = 'Failed', finished_at = :now, failure = :failure, expires_at = :now,"
                                + " step = null where id = :export and claim = :claim and status = 'Running'")
                .bind("now", now)
                .bind("failure", failure)
                .bind("export", job.place().export())
                .bind("claim", job.claim())
                .execute();
    }

    /** Those whose files are to go, and have some yet. */
    static List<Place> over(Handle tx, Instant now, int atMost) {
        return tx.createQuery("""
                        select tenant_id, id from tenant_exports
                        where expires_at <= :now and (status = 'Completed' or (status = 'Failed' and claim is not null))
                        order by expires_at, id limit :most""")
                .bind("now", now)
                .bind("most", atMost)
                .map((row, context) -> new Place(
                        new TenantId(row.getObject("tenant_id", UUID.class)), row.getObject("id", UUID.class)))
                .list();
    }

    /** Its files are gone: nobody finds them in a list any more. */
    static void emptied(Handle tx, Place place) {
        tx.createUpdate("delete from tenant_export_files where tenant_id = :tenant and export_id = :export")
                .bind("tenant", place.tenant().value())
                .bind("export", place.export())
                .execute();
        tx.createUpdate("""
                        update tenant_exports set status = case when status = 'Completed' then 'Expired' else status end,
                            claim = null, claimed_until = null, steps_done = '{}', step_after = null
                        where tenant_id = :tenant and id = :export""")
                .bind("tenant", place.tenant().value())
                .bind("export", place.export())
                .execute();
    }

    private static Job job(ResultSet row) throws SQLException {
        return new Job(
                new Place(new TenantId(row.getObject("tenant_id", UUID.class)), row.getObject("id", UUID.class)),
                row.getObject("claim", UUID.class),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                List.of((String[]) row.getArray("steps_done").getArray()),
                row.getString("step"),
                row.getInt("step_files"),
                row.getString("step_after"));
    }

    private static TakenFile file(ResultSet row) throws SQLException {
        return new TakenFile(row.getString("name"), row.getLong("bytes"), row.getLong("rows"), row.getString("sha256"));
    }

    private static TenantExport export(ResultSet row) throws SQLException {
        var status = ExportStatus.valueOf(row.getString("status"));
        return new TenantExport(
                row.getObject("id", UUID.class),
                status,
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                row.getString("requested_by"),
                instant(row, "started_at"),
                instant(row, "finished_at"),
                status == ExportStatus.Failed ? null : instant(row, "expires_at"),
                row.getInt("files"),
                row.getLong("rows"),
                row.getLong("bytes"),
                row.getString("failure"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
