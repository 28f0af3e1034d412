package io.signalbeam.functions.archive;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells which rows lie in files already, each sorted by its key. Asked in the same order, it reads every file once and
 * holds one row of each.
 */
final class KnownRows implements AutoCloseable {
    private final List<Cursor> cursors = new ArrayList<>();

    private static final class Cursor {
        final ArchiveFormat.Source source;
        final RowKey.Places places;

        @Nullable RowKey at;

        Cursor(ArchiveFormat.Source source) {
            this.source = source;
            this.places = RowKey.Places.in(source.columns());
            step();
        }

        void step() {
            var row = source.next();
            at = row == null ? null : places.of(row);
        }

        boolean reaches(RowKey key) {
            while (at != null && at.compareTo(key) < 0) {
                step();
            }
            return key.equals(at);
        }
    }

    /** Takes the file over and closes it in the end. */
    void add(ArchiveFormat.Source source) {
        cursors.add(new Cursor(source));
    }

    /** @param key not less than the one before */
    boolean has(RowKey key) {
        boolean found = false;
        for (var cursor : cursors) {
            found |= cursor.reaches(key);
        }
        return found;
    }

    @Override
    public void close() {
        cursors.forEach(cursor -> cursor.source.close());
    }
}
