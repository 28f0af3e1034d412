package io.signalbeam.functions.archive;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Copies rows of the table into a file, but for those that are known to be in another one. */
final class RowCopy implements ArchiveSql.Rows, AutoCloseable {
    private final ArchiveFormat format;
    private final Path file;
    private final KnownRows known;
    private final RowDigest digest = new RowDigest();
    private List<Column> columns = List.of();
    private RowKey.@Nullable Places places;
    private ArchiveFormat.@Nullable Sink sink;
    private Sum seen = Sum.NONE;
    private Sum written = Sum.NONE;
    private @Nullable String finished;

    RowCopy(ArchiveFormat format, Path file, KnownRows known) {
        this.format = format;
        this.file = file;
        this.known = known;
    }

    @Override
    public void columns(List<Column> ofTable) {
        columns = ofTable;
        places = RowKey.Places.in(ofTable);
    }

    @Override
    public void row(@Nullable Object[] row, long keyHash) {
        seen = seen.plus(keyHash);
        if (known.has(Objects.requireNonNull(places).of(row))) {
            return;
        }
        if (sink == null) {
            sink = format.write(file, columns);
        }
        sink.add(row);
        digest.add(row);
        written = written.plus(keyHash);
    }

    /** Every row that came. */
    Sum seen() {
        return seen;
    }

    /** Those that were in no other file. */
    Sum written() {
        return written;
    }

    /** Ends the file. */
    Path finish() {
        close();
        finished = digest.finish();
        return file;
    }

    /** Of the rows in the finished file. */
    String digest() {
        return Objects.requireNonNull(finished, "the file is not finished");
    }

    @Override
    public void close() {
        if (sink != null) {
            sink.close();
            sink = null;
        }
    }
}
