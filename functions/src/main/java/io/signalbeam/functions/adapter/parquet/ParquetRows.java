package io.signalbeam.functions.adapter.parquet;

import io.signalbeam.functions.archive.ArchiveFormat;
import io.signalbeam.functions.archive.Column;
import io.signalbeam.functions.outcome.PermanentFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.jspecify.annotations.Nullable;

/** Rows as Parquet files, their pages compressed with zstd. */
public final class ParquetRows implements ArchiveFormat {
    /** Held in memory while it is written; large enough that the footer weighs nothing. */
    private static final long ROW_GROUP_BYTES = 16L << 20;

    @Override
    public Sink write(Path file, List<Column> columns) {
        try {
            return new ParquetSink(new Builder(new LocalOutputFile(file), columns)
                    .withCompressionCodec(CompressionCodecName.ZSTD)
                    .withWriterVersion(WriterVersion.PARQUET_1_0)
                    .withRowGroupSize(ROW_GROUP_BYTES)
                    .build());
        } catch (IOException e) {
            throw new PermanentFailure("a Parquet file cannot be begun", e);
        }
    }

    @Override
    public Source read(Path file) {
        return new ParquetSource(file);
    }

    private static final class Builder extends ParquetWriter.Builder<@Nullable Object[], Builder> {
        private final List<Column> columns;

        Builder(OutputFile file, List<Column> columns) {
            super(file);
            this.columns = columns;
        }

        @Override
        protected Builder self() {
            return this;
        }

        // Parquet has put another beside it, and left this one abstract.
        @SuppressWarnings("deprecation")
        @Override
        protected WriteSupport<@Nullable Object[]> getWriteSupport(Configuration unused) {
            return new RowWriteSupport(columns);
        }
    }

    private record ParquetSink(ParquetWriter<@Nullable Object[]> writer) implements Sink {
        @Override
        public void add(@Nullable Object[] row) {
            try {
                writer.write(row);
            } catch (IOException e) {
                throw new PermanentFailure("a row cannot be written", e);
            }
        }

        @Override
        public void close() {
            try {
                writer.close();
            } catch (IOException e) {
                throw new PermanentFailure("a Parquet file cannot be ended", e);
            }
        }
    }
}
