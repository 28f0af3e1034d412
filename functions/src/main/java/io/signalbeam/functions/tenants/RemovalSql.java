package io.signalbeam.functions.tenants;

import io.signalbeam.functions.tenants.RemovalOrder.Reference;
import io.signalbeam.functions.tenants.RemovalOrder.Step;
import io.signalbeam.functions.tenants.RemovalOrder.Table;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The removal of tenants: which are due, and rows of theirs in whatever tables there are. For the service's role. */
final class RemovalSql {

    private RemovalSql() {}

    /** Those whose time is over do not come back from now on. Answers those of which that is true for a while. */
    static List<TenantId> begin(Handle tx, Instant now, Instant settled) {
        tx.createUpdate(
                        "update tenants set removal_begun_at = :now where removal_begun_at is null and removal_at <= :now")
                .bind("now", now)
                .execute();
        return tx.createQuery(
                        "select id from tenants where removal_begun_at <= :settled and gone_at is null order by id")
                .bind("settled", settled)
                .mapTo(UUID.class)
                .map(TenantId::new)
                .list();
    }

    static List<Table> tables(Handle tx) {
        return tx.createQuery("select name, bytes from tables_of_tenants()")
                .map((row, context) -> new Table(row.getString("name"), row.getLong("bytes")))
                .list();
    }

    static List<Reference> references(Handle tx) {
        return tx.createQuery("""
                        select k.conrelid::regclass::text as source, k.confrelid::regclass::text as target,
                            min(a.attname::text) filter (where a.attname <> 'tenant_id' and not a.attnotnull) as loose
                        from pg_constraint k
                        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any(k.conkey)
                        where k.contype = 'f' and k.connamespace = 'public'::regnamespace
                        group by k.oid, k.conrelid, k.confrelid, k.conname
                        order by k.conname""")
                .map((row, context) -> new Reference(
                        row.getString("source"), row.getString("target"), Optional.ofNullable(row.getString("loose"))))
                .list();
    }

    /** Does some of a step, and answers with how many rows: none when it is done. */
    static int slice(Handle tx, TenantId tenant, Step step, int atMost) {
        return switch (step) {
            case Step.Empty(var table) ->
                tx.createQuery("select remove_rows_of_tenant(:tenant, :table, :most)")
                        .bind("tenant", tenant.value())
                        .bind("table", table)
                        .bind("most", atMost)
                        .mapTo(Integer.class)
                        .one();
            case Step.Loosen(var table, var column) ->
                tx.createQuery("select loosen_rows_of_tenant(:tenant, :table, :column, :most)")
                        .bind("tenant", tenant.value())
                        .bind("table", table)
                        .bind("column", column)
                        .bind("most", atMost)
                        .mapTo(Integer.class)
                        .one();
        };
    }

    /** The next devices whose twins and samples are to go. */
    static List<DeviceId> devices(Handle tx, TenantId tenant, int atMost) {
        return tx.createQuery("""
                        select d.id from devices d join tenants t on t.id = d.tenant_id
                        where d.tenant_id = :tenant and (t.removed_through is null or d.id > t.removed_through)
                        order by d.id limit :most""")
                .bind("tenant", tenant.value())
                .bind("most", atMost)
                .mapTo(UUID.class)
                .map(DeviceId::new)
                .list();
    }

    private record Gone(String series, long rows) {}

    /** Removes their samples and roll-ups, and remembers that it has come so far. */
    static void removeSeries(Handle tx, TenantId tenant, List<DeviceId> devices) {
        tx.createQuery("select series, gone from remove_series_of_devices(:tenant, :devices)")
                .bind("tenant", tenant.value())
                .bindArray(
                        "devices",
                        UUID.class,
                        devices.stream().map(DeviceId::value).toArray())
                .map((row, context) -> new Gone(row.getString("series"), row.getLong("gone")))
                .list()
                .forEach(gone -> count(tx, tenant, gone.series(), gone.rows()));
        tx.createUpdate("update tenants set removed_through = :last where id = :tenant")
                .bind("last", devices.getLast().value())
                .bind("tenant", tenant.value())
                .execute();
    }

    static void count(Handle tx, TenantId tenant, String kind, long more) {
        if (more > 0) {
            tx.createUpdate("""
                            update tenants set removed = jsonb_set(removed, array[:kind],
                                to_jsonb(coalesce((removed ->> :kind)::bigint, 0) + :more))
                            where id = :tenant""")
                    .bind("kind", kind)
                    .bind("more", more)
                    .bind("tenant", tenant.value())
                    .execute();
        }
    }

    /** What stays says nothing of who it was, and its name is free. */
    static void finish(Handle tx, TenantId tenant, Instant now) {
        tx.createUpdate("""
                        update tenants set gone_at = :now, name = 'gone-' || id, display_name = '', removed_through = null
                        where id = :tenant and gone_at is null""").bind("now", now).bind("tenant", tenant.value()).execute();
    }
}
