package io.signalbeam.functions.archive;

import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What tells two samples apart, ordered as the database orders it: UUIDs byte by byte.
 *
 * @param recordedAt microseconds since 1970
 */
record RowKey(UUID device, long recordedAt, UUID event) implements Comparable<RowKey> {
    static final Comparator<UUID> BYTES = (a, b) -> {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    };
    private static final Comparator<RowKey> ORDER = Comparator.comparing(RowKey::device, BYTES)
            .thenComparingLong(RowKey::recordedAt)
            .thenComparing(RowKey::event, BYTES);

    @Override
    public int compareTo(RowKey other) {
        return ORDER.compare(this, other);
    }

    /** Where the parts of a key are in a row. */
    record Places(int device, int recordedAt, int event) {

        static Places in(List<Column> columns) {
            return new Places(
                    place(columns, "device_id", Column.Kind.UUID),
                    place(columns, "recorded_at", Column.Kind.TIME),
                    place(columns, "event_id", Column.Kind.UUID));
        }

        RowKey of(@Nullable Object[] row) {
            if (row[device] instanceof UUID ofDevice
                    && row[recordedAt] instanceof Long at
                    && row[event] instanceof UUID ofEvent) {
                return new RowKey(ofDevice, at, ofEvent);
            }
            throw new IllegalArgumentException("a row without a key");
        }

        private static int place(List<Column> columns, String name, Column.Kind kind) {
            int place = columns.indexOf(new Column(name, kind));
            if (place < 0) {
                throw new IllegalArgumentException("no column " + name + " of " + kind + " in " + columns);
            }
            return place;
        }
    }
}
