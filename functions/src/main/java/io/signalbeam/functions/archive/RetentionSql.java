package io.signalbeam.functions.archive;

import io.signalbeam.shared.id.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** How long each tenant keeps what, up to which day the archive is whole, and the end of days. As the service. */
final class RetentionSql {

    private RetentionSql() {}

    /** In days. */
    record Bound(TenantId tenant, int raw) {}

    /** @param raw of tenants that have set nothing else */
    static List<Bound> bounds(Handle tx, int raw) {
        return tx.createQuery("select id, coalesce(raw_retention_days, :raw) as raw from tenants"
                        + " where removal_begun_at is null order by id")
                .bind("raw", raw)
                .map((row, context) -> new Bound(tenant(row, "id"), row.getInt("raw")))
                .list();
    }

    /**
     * The last day of which every row is in the archive.
     *
     * @param first taken for the day after it when the table is empty and nothing was ever archived
     */
    static LocalDate closedThrough(Handle tx, LocalDate first) {
        tx.createUpdate("""
                        insert into archive_progress (closed_through)
                        select coalesce((select min(first_day) from time_series_pieces('device_metrics')), :first) - 1
                        where not exists (select from archive_progress)
                        on conflict do nothing""").bind("first", first).execute();
        return tx.createQuery("select closed_through from archive_progress")
                .mapTo(LocalDate.class)
                .one();
    }

    static void close(Handle tx, LocalDate day) {
        tx.createUpdate("update archive_progress set closed_through = :day where closed_through < :day")
                .bind("day", day)
                .execute();
    }

    /** Drops whole days before this one; how many that were. Nothing while roll-ups are still made of them. */
    static int dropBefore(Handle tx, LocalDate day) {
        int dropped = tx.createQuery("select drop_metrics_before(:bound)")
                .bind("bound", start(day))
                .mapTo(Integer.class)
                .one();
        if (dropped > 0) {
            tx.createUpdate("""
                            update archive_parts set in_table = false
                            where in_table and day < coalesce(
                                (select min(first_day) from time_series_pieces('device_metrics')), :day)""").bind("day", day).execute();
        }
        return dropped;
    }

    /** A day that was asked back, done or not. */
    record Restore(TenantId tenant, LocalDate day, int keepDays, Optional<Instant> keptUntil) {}

    static List<Restore> restores(Handle tx) {
        return tx.createQuery(
                        "select tenant_id, day, keep_days, kept_until from archive_restores order by requested_at")
                .map((row, context) -> new Restore(
                        tenant(row, "tenant_id"),
                        row.getObject("day", LocalDate.class),
                        row.getInt("keep_days"),
                        Optional.ofNullable(row.getObject("kept_until", OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant)))
                .list();
    }

    /** Whether somebody has asked for a day and may still be reading it. */
    static boolean isWanted(Handle tx, TenantId tenant, LocalDate day, Instant now) {
        return tx.createQuery("""
                        select exists (select from archive_restores where tenant_id = :tenant and day = :day
                            and (kept_until is null or kept_until > :now))""")
                .bind("tenant", tenant.value())
                .bind("day", day)
                .bind("now", now)
                .mapTo(Boolean.class)
                .one();
    }

    /** The day is there now; unless somebody has asked for it once more meanwhile. */
    static void restored(Handle tx, Restore restore, Instant now, Instant keptUntil) {
        tx.createUpdate("""
                        update archive_restores set restored_at = :now, kept_until = :until
                        where tenant_id = :tenant and day = :day and kept_until is null and keep_days = :keep""")
                .bind("now", now)
                .bind("until", keptUntil)
                .bind("tenant", restore.tenant().value())
                .bind("day", restore.day())
                .bind("keep", restore.keepDays())
                .execute();
    }

    /** Nobody wants the day any more, and its rows are out of the table. */
    static void forget(Handle tx, Restore restore, Instant now) {
        tx.createUpdate("""
                        delete from archive_restores
                        where tenant_id = :tenant and day = :day and kept_until <= :now""")
                .bind("tenant", restore.tenant().value())
                .bind("day", restore.day())
                .bind("now", now)
                .execute();
    }

    /** Makes room for a day. */
    static void makeRoom(Handle tx, LocalDate day) {
        tx.createQuery("select ensure_metrics_partitions(:day, :day)")
                .bind("day", day)
                .mapTo(Integer.class)
                .one();
    }

    private static OffsetDateTime start(LocalDate day) {
        return day.atStartOfDay().atOffset(ZoneOffset.UTC);
    }

    private static TenantId tenant(ResultSet row, String column) throws SQLException {
        return new TenantId(row.getObject(column, UUID.class));
    }
}
