package io.signalbeam.functions.archive;

import io.signalbeam.functions.outcome.PermanentFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Puts archived rows back. */
final class RestoreSql {
    private static final int ROWS_A_BATCH = 1_000;

    private RestoreSql() {}

    /** How many were not there already. Columns that the table no longer has are left out. */
    static long insert(Handle tx, ArchiveFormat.Source source) {
        try {
            var connection = tx.getConnection();
            var known = columns(connection);
            var columns = source.columns().stream()
                    .filter(column -> known.contains(column.name()))
                    .toList();
            try (var insert = connection.prepareStatement(statement(columns))) {
                return insert(insert, columns, source);
            }
        } catch (SQLException e) {
            throw new PermanentFailure("archived rows cannot be put back: " + e.getMessage(), e);
        }
    }

    private static long insert(PreparedStatement insert, List<Column> columns, ArchiveFormat.Source source)
            throws SQLException {
        var places = columns.stream().mapToInt(source.columns()::indexOf).toArray();
        long inserted = 0;
        int waiting = 0;
        for (var row = source.next(); row != null; row = source.next()) {
            for (int i = 0; i < places.length; i++) {
                insert.setObject(i + 1, value(columns.get(i), row[places[i]]));
            }
            insert.addBatch();
            if (++waiting == ROWS_A_BATCH) {
                inserted += run(insert);
                waiting = 0;
            }
        }
        return inserted + run(insert);
    }

    /** A statement that several rows were rewritten into says that it worked, and not on how many. */
    private static long run(PreparedStatement insert) throws SQLException {
        long rows = 0;
        for (int count : insert.executeBatch()) {
            rows += count > 0 || count == PreparedStatement.SUCCESS_NO_INFO ? 1 : 0;
        }
        return rows;
    }

    private static Set<String> columns(Connection connection) throws SQLException {
        var names = new HashSet<String>();
        try (var query = connection.prepareStatement("select * from metrics_of_all_tenants limit 0");
                var none = query.executeQuery()) {
            for (int i = 1; i <= none.getMetaData().getColumnCount(); i++) {
                names.add(none.getMetaData().getColumnName(i));
            }
        }
        return names;
    }

    /** The names are the table's own. */
    private static String statement(List<Column> columns) {
        return "insert into metrics_of_all_tenants ("
                + columns.stream().map(Column::name).collect(Collectors.joining(", ")) + ") values ("
                + columns.stream()
                        .map(column -> column.kind() == Column.Kind.JSON ? "?::jsonb" : "?")
                        .collect(Collectors.joining(", "))
                + ") on conflict do nothing";
    }

    private static @Nullable Object value(Column column, @Nullable Object value) {
        return column.kind() == Column.Kind.TIME && value instanceof Long micros ? time(micros) : value;
    }

    private static OffsetDateTime time(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L)
                .atOffset(ZoneOffset.UTC);
    }
}
