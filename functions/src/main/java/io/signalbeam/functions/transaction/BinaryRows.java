package io.signalbeam.functions.transaction;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the binary format of {@code COPY … FROM STDIN (FORMAT binary)}, PostgreSQL's documentation of COPY, "Binary
 * Format". Columns are written in order, one call each; a null writes NULL.
 */
public final class BinaryRows {
    private static final byte[] SIGNATURE = "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle LONG = view(long[].class);
    private static final long EPOCH_2000_SECONDS = 946_684_800L;
    private static final byte JSONB_VERSION = 1;
    private static final int TIMESTAMPTZ_OID = 1184;

    private final int columns;
    private byte[] bytes;
    private int length;

    /** @param expectedBytes to size the buffer by; any number may come */
    public BinaryRows(int columns, int expectedBytes) {
        this.columns = columns;
        this.bytes = new byte[64 + expectedBytes];
        System.arraycopy(SIGNATURE, 0, bytes, 0, SIGNATURE.length);
        // Two words of flags and of header extension stay zero.
        length = SIGNATURE.length + 8;
    }

    public BinaryRows row() {
        SHORT.set(room(2), length, (short) columns);
        length += 2;
        return this;
    }

    public BinaryRows uuid(UUID value) {
        var at = sized(16);
        LONG.set(bytes, at, value.getMostSignificantBits());
        LONG.set(bytes, at + 8, value.getLeastSignificantBits());
        return this;
    }

    /** To the microsecond; what is finer is cut off. */
    public BinaryRows timestamptz(Instant value) {
        var at = sized(8);
        LONG.set(bytes, at, micros(value));
        return this;
    }

    private static long micros(Instant value) {
        return (value.getEpochSecond() - EPOCH_2000_SECONDS) * 1_000_000 + value.getNano() / 1_000;
    }

    /** An array without nulls; each to the microsecond. */
    public BinaryRows timestamptzArray(List<Instant> values) {
        // Dimensions, "has nulls", type of the elements; then for the one dimension its length and where it starts.
        var at = sized(20 + values.size() * 12);
        INT.set(bytes, at, 1);
        INT.set(bytes, at + 4, 0);
        INT.set(bytes, at + 8, TIMESTAMPTZ_OID);
        INT.set(bytes, at + 12, values.size());
        INT.set(bytes, at + 16, 1);
        at += 20;
        for (var value : values) {
            INT.set(bytes, at, 8);
            LONG.set(bytes, at + 4, micros(value));
            at += 12;
        }
        return this;
    }

    public BinaryRows bigint(@Nullable Long value) {
        if (value == null) {
            return none();
        }
        var at = sized(8);
        LONG.set(bytes, at, value.longValue());
        return this;
    }

    public BinaryRows doublePrecision(@Nullable Double value) {
        if (value == null) {
            return none();
        }
        var at = sized(8);
        LONG.set(bytes, at, Double.doubleToLongBits(value));
        return this;
    }

    /** @param utf8 the JSON text */
    public BinaryRows jsonb(byte @Nullable [] utf8) {
        if (utf8 == null) {
            return none();
        }
        var at = sized(utf8.length + 1);
        bytes[at] = JSONB_VERSION;
        System.arraycopy(utf8, 0, bytes, at + 1, utf8.length);
        return this;
    }

    /** @param utf8 the JSON text, which is kept as it is */
    public BinaryRows json(byte[] utf8) {
        var at = sized(utf8.length);
        System.arraycopy(utf8, 0, bytes, at, utf8.length);
        return this;
    }

    /** Hands over the whole, with its trailer; no row may follow. */
    public void finish(Sink sink) throws SQLException {
        SHORT.set(room(2), length, (short) -1);
        length += 2;
        sink.write(bytes, 0, length);
    }

    /** What takes bytes, and is done with them when it returns. */
    @FunctionalInterface
    public interface Sink {
        void write(byte[] bytes, int from, int length) throws SQLException;
    }

    private BinaryRows none() {
        INT.set(room(4), length, -1);
        length += 4;
        return this;
    }

    private int sized(int size) {
        INT.set(room(4 + size), length, size);
        var at = length + 4;
        length = at + size;
        return at;
    }

    private byte[] room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
        return bytes;
    }

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
    }
}
