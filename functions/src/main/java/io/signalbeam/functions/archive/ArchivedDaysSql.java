package io.signalbeam.functions.archive;

import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.shared.id.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** A tenant's own archive. */
final class ArchivedDaysSql {
    private static final String DAYS = """
            select p.day, count(*) as parts, sum(p.rows) as rows, sum(p.bytes) as bytes,
                bool_or(r.day is not null) as wanted, max(r.kept_until) as kept_until
            from archive_parts p left join archive_restores r on r.tenant_id = p.tenant_id and r.day = p.day
            where p.tenant_id = :tenant""";

    private ArchivedDaysSql() {}

    /** Newest first. */
    static Paged<ArchivedDay> list(Handle tx, TenantId tenant, Page page) {
        var days = tx.createQuery(DAYS + """
                         and (:after::date is null or p.day < :after::date)
                        group by p.day order by p.day desc limit :limit""")
                .bind("tenant", tenant.value())
                .bind("after", page.day(0))
                .bind("limit", page.fetch())
                .map(ArchivedDaysSql::day)
                .list();
        return Paged.of(page, days, day -> List.of(day.day().toString()));
    }

    static Optional<ArchivedDay> find(Handle tx, TenantId tenant, LocalDate day) {
        return tx.createQuery(DAYS + " and p.day = :day group by p.day")
                .bind("tenant", tenant.value())
                .bind("day", day)
                .map(ArchivedDaysSql::day)
                .findOne();
    }

    static void request(Handle tx, TenantId tenant, LocalDate day, int keepDays, Instant now) {
        tx.createUpdate("""
                        insert into archive_restores as r (tenant_id, day, requested_at, keep_days)
                        values (:tenant, :day, :now, :keep)
                        on conflict (tenant_id, day) do update set requested_at = excluded.requested_at,
                            keep_days = excluded.keep_days, restored_at = null, kept_until = null""")
                .bind("tenant", tenant.value())
                .bind("day", day)
                .bind("now", now)
                .bind("keep", keepDays)
                .execute();
    }

    private static ArchivedDay day(ResultSet row, StatementContext context) throws SQLException {
        var until = row.getObject("kept_until", OffsetDateTime.class);
        return new ArchivedDay(
                row.getObject("day", LocalDate.class),
                row.getInt("parts"),
                row.getLong("rows"),
                row.getLong("bytes"),
                until != null
                        ? ArchivedDay.State.Restored
                        : row.getBoolean("wanted") ? ArchivedDay.State.Restoring : ArchivedDay.State.Archived,
                until == null ? null : until.toInstant());
    }
}
