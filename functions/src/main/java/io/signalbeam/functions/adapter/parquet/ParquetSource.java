package io.signalbeam.functions.adapter.parquet;

import blue.strategic.parquet.Hydrator;
import blue.strategic.parquet.ParquetReader;
import io.signalbeam.functions.archive.ArchiveFormat;
import io.signalbeam.functions.archive.Column;
import io.signalbeam.functions.outcome.PermanentFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A Parquet file of ours, row by row. */
final class ParquetSource implements ArchiveFormat.Source {
    private final ParquetReader<@Nullable Object[], @Nullable Object[], Integer> reader;
    private final List<Column> columns;
    private @Nullable Object @Nullable [] row;

    ParquetSource(Path file) {
        try {
            columns = ParquetSchema.columns(
                    ParquetReader.readMetadata(file.toFile()).getFileMetaData().getSchema());
            var places = IntStream.range(0, columns.size())
                    .boxed()
                    .collect(Collectors.toMap(place -> columns.get(place).name(), place -> place));
            reader = ParquetReader.spliterator(file.toFile(), new Rows(), path -> places.get(path[0]));
        } catch (IOException | RuntimeException e) {
            throw new PermanentFailure("no Parquet file of ours", e);
        }
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public @Nullable Object @Nullable [] next() {
        row = null;
        try {
            reader.tryAdvance(next -> row = next);
        } catch (RuntimeException e) {
            throw new PermanentFailure("a Parquet file cannot be read to its end", e);
        }
        return row;
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw new PermanentFailure("a Parquet file cannot be closed", e);
        }
    }

    private final class Rows implements Hydrator<@Nullable Object[], @Nullable Object[], Integer> {
        @Override
        public @Nullable Object[] start() {
            return new @Nullable Object[columns.size()];
        }

        @Override
        public @Nullable Object[] add(@Nullable Object[] target, Integer place, @Nullable Object value) {
            target[place] = value != null && columns.get(place).kind() == Column.Kind.UUID
                    ? UUID.fromString(value.toString())
                    : value;
            return target;
        }

        @Override
        public @Nullable Object[] finish(@Nullable Object[] target) {
            return target;
        }
    }
}
