package io.signalbeam.functions.adapter.parquet;

import io.signalbeam.functions.archive.Column;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.jspecify.annotations.Nullable;

/** Hands a row's values to Parquet's writer. */
final class RowWriteSupport extends WriteSupport<@Nullable Object[]> {
    private final List<Column> columns;
    private @Nullable RecordConsumer out;

    RowWriteSupport(List<Column> columns) {
        this.columns = columns;
    }

    // Parquet has put another beside it, and left this one abstract.
    @SuppressWarnings("deprecation")
    @Override
    public WriteContext init(Configuration unused) {
        return new WriteContext(ParquetSchema.of(columns), Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
        out = consumer;
    }

    @Override
    public void write(@Nullable Object[] row) {
        var to = out;
        if (to == null) {
            throw new IllegalStateException("not prepared");
        }
        to.startMessage();
        for (int i = 0; i < row.length; i++) {
            var value = row[i];
            if (value != null) {
                var name = columns.get(i).name();
                to.startField(name, i);
                write(to, value);
                to.endField(name, i);
            }
        }
        to.endMessage();
    }

    private static void write(RecordConsumer to, Object value) {
        switch (value) {
            case UUID uuid ->
                to.addBinary(Binary.fromConstantByteArray(ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(uuid.getMostSignificantBits())
                        .putLong(uuid.getLeastSignificantBits())
                        .array()));
            case Long whole -> to.addLong(whole);
            case Double number -> to.addDouble(number);
            case String text -> to.addBinary(Binary.fromString(text));
            default -> throw new IllegalArgumentException("no value of an archived row: " + value.getClass());
        }
    }
}
