package io.signalbeam.functions.alerts;

import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.shared.id.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The table {@code alert_silences}. */
final class SilencesSql {
    private SilencesSql() {}

    static Paged<Silence> list(Handle tx, TenantId tenant, Page page, Instant now) {
        var rows = tx.createQuery("select * from alert_silences where tenant_id = :tenant"
                        + " and (:ends::timestamptz is null or (ends_at, id) < (:ends, :id))"
                        + " order by ends_at desc, id desc limit :limit")
                .bind("tenant", tenant.value())
                .bind("ends", page.instant(0))
                .bind("id", page.uuid(1))
                .bind("limit", page.fetch())
                .map((row, context) -> silence(row, now))
                .list();
        return Paged.of(
                page,
                rows,
                silence -> List.of(silence.endsAt().toString(), silence.id().toString()));
    }

    /** Those that hold now or will. */
    static List<Silence> live(Handle tx, TenantId tenant, Instant now) {
        return tx.createQuery("select * from alert_silences where tenant_id = :tenant and ends_at > :now order by id")
                .bind("tenant", tenant.value())
                .bind("now", now)
                .map((row, context) -> silence(row, now))
                .list();
    }

    static List<Silence> active(Handle tx, TenantId tenant, Instant now) {
        return live(tx, tenant, now).stream()
                .filter(silence -> silence.state() == Silence.State.Active)
                .toList();
    }

    static void insert(Handle tx, TenantId tenant, Silence silence) {
        tx.createUpdate("insert into alert_silences (id, tenant_id, rule_id, selector, starts_at, ends_at, comment,"
                        + " created_by, created_at) values (:id, :tenant, :rule, :selector, :starts, :ends, :comment,"
                        + " :by, :at)")
                .bind("id", silence.id())
                .bind("tenant", tenant.value())
                .bind("rule", silence.ruleId())
                .bind("selector", silence.selector())
                .bind("starts", silence.startsAt())
                .bind("ends", silence.endsAt())
                .bind("comment", silence.comment())
                .bind("by", silence.createdBy())
                .bind("at", silence.createdAt())
                .execute();
    }

    /** Whether there is such a silence. */
    static boolean expire(Handle tx, TenantId tenant, UUID id, Instant now) {
        return tx.createUpdate("update alert_silences set starts_at = least(starts_at, :now::timestamptz),"
                                + " ends_at = least(ends_at, :now::timestamptz) where tenant_id = :tenant and id = :id")
                        .bind("tenant", tenant.value())
                        .bind("id", id)
                        .bind("now", now)
                        .execute()
                == 1;
    }

    /** Of all tenants. */
    static int forgetEndedBefore(Handle service, Instant bound) {
        return service.createUpdate("delete from alert_silences where ends_at < :bound")
                .bind("bound", bound)
                .execute();
    }

    private static Silence silence(ResultSet row, Instant now) throws SQLException {
        var starts = row.getObject("starts_at", OffsetDateTime.class).toInstant();
        var ends = row.getObject("ends_at", OffsetDateTime.class).toInstant();
        return new Silence(
                row.getObject("id", UUID.class),
                row.getObject("rule_id", UUID.class),
                row.getString("selector"),
                starts,
                ends,
                row.getString("comment"),
                row.getString("created_by"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                Silence.State.of(starts, ends, now));
    }
}
