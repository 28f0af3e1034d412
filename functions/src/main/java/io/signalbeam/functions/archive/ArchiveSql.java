package io.signalbeam.functions.archive;

import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.shared.id.TenantId;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Rows of a day out of the table, and the list of the archive's parts. All of it as the service. */
final class ArchiveSql {
    private static final int ROWS_A_FETCH = 2_000;
    private static final String HASH = "metrics_key_hash(m.device_id, m.recorded_at, m.event_id)";
    private static final String OF_DAY = " m.tenant_id = :tenant and m.recorded_at >= :from and m.recorded_at < :to ";

    private ArchiveSql() {}

    /**
     * One transaction at a time writes the archive, whatever instance it is of.
     *
     * @return false when another one does
     */
    static boolean lock(Handle tx) {
        return tx.createQuery("select pg_try_advisory_xact_lock(hashtext('archive'))")
                .mapTo(Boolean.class)
                .one();
    }

    /** What the tenant's devices have on a day, in the order of their ids. Looks at nobody else's rows. */
    static List<DeviceRange.OfDevice> devices(Handle tx, TenantId tenant, LocalDate day) {
        return tx.createQuery("select m.device_id, count(*) as rows, sum(" + HASH + "::numeric) as keys"
                        + " from metrics_of_all_tenants m where" + OF_DAY
                        + "and m.device_id in (select id from devices where tenant_id = :tenant) group by 1 order by 1")
                .bind("tenant", tenant.value())
                .bindMap(bounds(day))
                .map((row, context) ->
                        new DeviceRange.OfDevice(row.getObject("device_id", UUID.class), sum(row, "rows", "keys")))
                .list();
    }

    /** Everything that is in the table of a day, by tenant. Reads the whole day. */
    static Map<TenantId, Sum> tenants(Handle tx, LocalDate day) {
        return tx
                .createQuery(
                        "select m.tenant_id, count(*) as rows, sum(" + HASH + "::numeric) as keys"
                                + " from metrics_of_all_tenants m where m.recorded_at >= :from and m.recorded_at < :to group by 1")
                .bindMap(bounds(day))
                .map((row, context) ->
                        Map.entry(new TenantId(row.getObject("tenant_id", UUID.class)), sum(row, "rows", "keys")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The tenant's parts of a day, by number. */
    static List<Part> parts(Handle tx, TenantId tenant, LocalDate day) {
        return tx.createQuery("select * from archive_parts where tenant_id = :tenant and day = :day order by part")
                .bind("tenant", tenant.value())
                .bind("day", day)
                .map((row, context) -> new Part(
                        tenant,
                        day,
                        row.getInt("part"),
                        sum(row, "rows", "key_sum"),
                        row.getLong("bytes"),
                        row.getString("sha256"),
                        new DeviceRange(
                                row.getObject("first_device", UUID.class), row.getObject("last_device", UUID.class)),
                        row.getBoolean("in_table")))
                .list();
    }

    static void insert(Handle tx, Part part, Instant now) {
        tx.createUpdate("""
                        insert into archive_parts (tenant_id, day, part, blob, rows, key_sum, bytes, sha256, first_device,
                            last_device, written_at, in_table)
                        values (:tenant, :day, :part, :blob, :rows, :keys, :bytes, :sha256, :first, :last, :now, :inTable)
                        """)
                .bind("tenant", part.tenant().value())
                .bind("day", part.day())
                .bind("part", part.number())
                .bind("blob", part.blob())
                .bind("rows", part.sum().rows())
                .bind("keys", part.sum().keys())
                .bind("bytes", part.bytes())
                .bind("sha256", part.sha256())
                .bind("first", part.devices().first())
                .bind("last", part.devices().last())
                .bind("now", now)
                .bind("inTable", part.inTable())
                .execute();
    }

    /** What the list of parts says is in the table of this day. */
    static Sum inTable(Handle tx, TenantId tenant, LocalDate day) {
        return parts(tx, tenant, day).stream()
                .filter(Part::inTable)
                .map(Part::sum)
                .reduce(Sum.NONE, Sum::plus);
    }

    /** The day's rows have left the table, or one part of it has come back. */
    static void markInTable(Handle tx, TenantId tenant, LocalDate day, @Nullable Integer part, boolean inTable) {
        tx.createUpdate("""
                        update archive_parts set in_table = :inTable
                        where tenant_id = :tenant and day = :day and (:part::integer is null or part = :part)
                          and in_table <> :inTable""")
                .bind("tenant", tenant.value())
                .bind("day", day)
                .bind("part", part)
                .bind("inTable", inTable)
                .execute();
    }

    /** Receives the table's rows. */
    interface Rows {
        /** Called once, before the first row. */
        void columns(List<Column> columns);

        /** @param keyHash of the row's key */
        void row(@Nullable Object[] row, long keyHash);
    }

    /** Streams rows in the order of their keys; at most a few thousand are in memory. */
    static void read(Handle tx, TenantId tenant, LocalDate day, DeviceRange range, Rows rows) {
        try (var query =
                tx.createQuery("select m.*, " + HASH + " as key_hash from metrics_of_all_tenants m where" + OF_DAY
                        + "and m.device_id between :first and :last order by m.device_id, m.recorded_at, m.event_id")) {
            query.bind("tenant", tenant.value())
                    .bindMap(bounds(day))
                    .bind("first", range.first())
                    .bind("last", range.last())
                    .setFetchSize(ROWS_A_FETCH)
                    .scanResultSet((results, context) -> {
                        var found = results.get();
                        var columns = columns(found.getMetaData());
                        rows.columns(columns);
                        while (found.next()) {
                            rows.row(row(found, columns), found.getLong("key_hash"));
                        }
                        return null;
                    });
        }
    }

    /**
     * Deletes exactly what was counted.
     *
     * <p>Throws {@link io.signalbeam.functions.outcome.TransientFailure} out of the transaction when other rows are there.
     */
    static void delete(Handle tx, TenantId tenant, LocalDate day, DeviceRange range, Sum expected) {
        tx.createQuery("""
                        select true from delete_archived_metrics(:tenant, :first, :last, :from, :to, :rows, :keys)
                        """)
                .bind("tenant", tenant.value())
                .bind("first", range.first())
                .bind("last", range.last())
                .bindMap(bounds(day))
                .bind("rows", expected.rows())
                .bind("keys", expected.keys())
                .mapTo(Boolean.class)
                .one();
    }

    private static Map<String, OffsetDateTime> bounds(LocalDate day) {
        return Map.of(
                "from", day.atStartOfDay().atOffset(ZoneOffset.UTC),
                "to", day.plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC));
    }

    private static Sum sum(ResultSet row, String rows, String keys) throws SQLException {
        var sum = row.getBigDecimal(keys);
        return new Sum(row.getLong(rows), sum == null ? BigDecimal.ZERO : sum);
    }

    /** All but the hash, which comes last. */
    private static List<Column> columns(ResultSetMetaData found) throws SQLException {
        var columns = new ArrayList<Column>();
        for (int i = 1; i < found.getColumnCount(); i++) {
            columns.add(new Column(found.getColumnName(i), kind(found.getColumnName(i), found.getColumnTypeName(i))));
        }
        return columns;
    }

    private static Column.Kind kind(String name, String type) {
        return switch (type) {
            case "uuid" -> Column.Kind.UUID;
            case "timestamptz" -> Column.Kind.TIME;
            case "int2", "int4", "int8" -> Column.Kind.WHOLE;
            case "float4", "float8" -> Column.Kind.NUMBER;
            case "text", "varchar" -> Column.Kind.TEXT;
            case "json", "jsonb" -> Column.Kind.JSON;
            default -> throw new PermanentFailure("column " + name + " is " + type + ", which cannot be archived yet");
        };
    }

    private static @Nullable Object[] row(ResultSet found, List<Column> columns) throws SQLException {
        var row = new @Nullable Object[columns.size()];
        for (int i = 0; i < row.length; i++) {
            Object value = switch (columns.get(i).kind()) {
                case UUID -> found.getObject(i + 1, UUID.class);
                case TIME -> found.getObject(i + 1, OffsetDateTime.class);
                case WHOLE -> found.getLong(i + 1);
                case NUMBER -> found.getDouble(i + 1);
                case TEXT, JSON -> found.getString(i + 1);
            };
            row[i] = found.wasNull() ? null : value instanceof OffsetDateTime time ? micros(time.toInstant()) : value;
        }
        return row;
    }

    private static Long micros(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
    }
}
