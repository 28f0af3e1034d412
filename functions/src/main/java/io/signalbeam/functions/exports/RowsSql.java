package io.signalbeam.functions.exports;

import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Rows of a tenant out of whatever tables there are, each as one line of JSON. As the service, and by the tenant's id alone. */
final class RowsSql {
    /** Some rows are large. */
    private static final int AT_ONCE = 200;

    private RowsSql() {}

    /**
     * @param owner the column that says whose a row is
     * @param key the columns of its primary key, in order, with their types
     */
    record Table(String name, String owner, List<String> columns, List<Key> key) {}

    record Key(String column, String type) {}

    /** Takes rows. */
    interface Sink {
        /**
         * @param key of this row
         * @return whether more may come
         */
        boolean row(String json, List<String> key);
    }

    /** The moment that the transaction reads; times are written in UTC from now on. */
    static Instant moment(Handle tx) {
        tx.createQuery("select set_config('TimeZone', 'UTC', true)")
                .mapTo(String.class)
                .one();
        return tx.createQuery("select now()").mapTo(OffsetDateTime.class).one().toInstant();
    }

    /** All tables that have a tenant and are taken along, by name; time series are not among them. */
    static List<Table> tables(Handle tx) {
        return Stream.concat(
                        Stream.of(table(tx, "tenants", "id")),
                        tx.createQuery("select name from tables_of_tenants()").mapTo(String.class).list().stream()
                                .filter(name -> !LeftOut.hasTable(name))
                                .map(name -> table(tx, name, "tenant_id")))
                .toList();
    }

    private static Table table(Handle tx, String name, String owner) {
        var leftOut = LeftOut.columns(name);
        var columns = tx.createQuery("""
                        select attname from pg_attribute
                        where attrelid = :table::regclass and attnum > 0 and not attisdropped order by attnum""")
                .bind("table", name)
                .mapTo(String.class)
                .filter(column -> !leftOut.contains(column))
                .list();
        var key = tx.createQuery("""
                        select a.attname, format_type(a.atttypid, a.atttypmod) as type
                        from pg_index i
                        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
                        where i.indrelid = :table::regclass and i.indisprimary
                        order by array_position(i.indkey::int2[], a.attnum)""")
                .bind("table", name)
                .map((row, context) -> new Key(row.getString("attname"), row.getString("type")))
                .list();
        return new Table(name, owner, columns, key);
    }

    /** In the order of their keys, after one; null from the first. */
    static void read(Handle tx, TenantId tenant, Table table, @Nullable List<String> after, Sink sink) {
        var columns = list(table.columns(), "t.\"%s\"");
        var keys = list(table.key().stream().map(Key::column).toList(), "t.\"%s\"");
        var places = IntStream.range(0, table.key().size())
                .mapToObj(i -> ":k" + i + "::" + table.key().get(i).type())
                .collect(Collectors.joining(", "));
        stream(
                tx,
                "select row_to_json(r)::text as line, array["
                        + list(table.key().stream().map(Key::column).toList(), "r.\"%s\"::text")
                        + "] as key from (select " + columns + " from " + table.name() + " t where t.\"" + table.owner()
                        + "\" = :tenant" + (after == null ? "" : " and (" + keys + ") > (" + places + ")")
                        + " order by "
                        + keys + ") r",
                tenant,
                after,
                sink);
    }

    /** The days of which there may be samples. */
    static List<LocalDate> days(Handle tx) {
        return tx.createQuery("""
                        select distinct day::date as day
                        from time_series_pieces('device_metrics') p,
                            generate_series(p.first_day, p.next_day - 1, interval '1 day') day
                        order by 1""").mapTo(LocalDate.class).list();
    }

    /** Whether all samples of a day are in files of the archive, which are taken along as they are. */
    static boolean isArchived(Handle tx, TenantId tenant, LocalDate day) {
        return tx.createQuery("""
                        select p.rows is not null and p.rows = (
                            select count(*) from devices d, metrics_of_all_tenants m
                            where d.tenant_id = :tenant and m.tenant_id = :tenant and m.device_id = d.id
                              and m.recorded_at >= :from and m.recorded_at < :to)
                        from (select sum(rows) as rows from archive_parts
                              where tenant_id = :tenant and day = :day and in_table) p""")
                .bind("tenant", tenant.value())
                .bind("day", day)
                .bind("from", start(day))
                .bind("to", start(day.plusDays(1)))
                .mapTo(Boolean.class)
                .one();
    }

    /** Samples of a day by device, time and event; device by device, which is how they are kept. */
    static void samples(Handle tx, TenantId tenant, LocalDate day, @Nullable List<String> after, Sink sink) {
        var bounds = after == null
                ? ""
                : " and d.id >= :k0::uuid and (s.device_id, s.recorded_at, s.event_id)"
                        + " > (:k0::uuid, :k1::timestamptz, :k2::uuid)";
        var sql = """
                select row_to_json(m)::text as line,
                    array[m.device_id::text, m.recorded_at::text, m.event_id::text] as key
                from devices d
                cross join lateral (
                    select * from metrics_of_all_tenants s
                    where s.tenant_id = :tenant and s.device_id = d.id and s.recorded_at >= '%s' and s.recorded_at < '%s'%s
                    order by s.recorded_at, s.event_id) m
                where d.tenant_id = :tenant
                order by d.id, m.recorded_at, m.event_id""".formatted(start(day), start(day.plusDays(1)), bounds);
        stream(tx, sql, tenant, after, sink);
    }

    private static void stream(Handle tx, String sql, TenantId tenant, @Nullable List<String> after, Sink sink) {
        try (var query = tx.createQuery(sql)) {
            query.bind("tenant", tenant.value()).setFetchSize(AT_ONCE);
            for (int i = 0; after != null && i < after.size(); i++) {
                query.bind("k" + i, after.get(i));
            }
            query.scanResultSet((results, context) -> {
                var rows = results.get();
                boolean more = true;
                while (more && rows.next()) {
                    more = sink.row(rows.getString("line"), List.of((String[])
                            rows.getArray("key").getArray()));
                }
                return null;
            });
        }
    }

    /** A file of the archive. */
    record Archived(String blob, long rows, long bytes) {}

    static Optional<Archived> archived(Handle tx, TenantId tenant, @Nullable String after) {
        return tx.createQuery("""
                        select blob, rows, bytes from archive_parts
                        where tenant_id = :tenant and (:after::text is null or blob collate "C" > :after)
                        order by blob collate "C" limit 1""")
                .bind("tenant", tenant.value())
                .bind("after", after)
                .map((row, context) -> new Archived(row.getString("blob"), row.getLong("rows"), row.getLong("bytes")))
                .findOne();
    }

    /** Artifacts whose bytes are there, by hash. */
    static List<TakenFile> artifacts(Handle tx, TenantId tenant, @Nullable String after, int atMost) {
        return tx.createQuery("""
                        select sha256, size_bytes from artifacts
                        where tenant_id = :tenant and ready_at is not null
                          and (:after::text is null or sha256 collate "C" > :after)
                        order by sha256 collate "C" limit :most""")
                .bind("tenant", tenant.value())
                .bind("after", after)
                .bind("most", atMost)
                .map((row, context) -> new TakenFile(
                        Links.ARTIFACTS + row.getString("sha256"),
                        row.getLong("size_bytes"),
                        1,
                        row.getString("sha256")))
                .list();
    }

    private static OffsetDateTime start(LocalDate day) {
        return day.atStartOfDay().atOffset(ZoneOffset.UTC);
    }

    private static String list(List<String> names, String format) {
        var all = new ArrayList<String>();
        names.forEach(name -> all.add(format.formatted(name)));
        return String.join(", ", all);
    }
}
