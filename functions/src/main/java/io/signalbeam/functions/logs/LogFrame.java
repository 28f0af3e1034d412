package io.signalbeam.functions.logs;

import io.signalbeam.functions.intake.Accepted;
import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.shared.telemetry.LogBatch;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A batch within a file: a head, the packed lines, and a mark that is read from a file's end to know what it has. All
 * numbers are big-endian.
 *
 * @param mark where in the hub it came from
 * @param first of its lines' times, likewise the last
 * @param packed what {@link io.signalbeam.shared.telemetry.LogLines} makes of lines
 */
record LogFrame(Mark mark, Instant first, Instant last, byte[] packed) {
    private static final int MAGIC = 0x53424C31;
    private static final int HEAD = Integer.BYTES * 2 + Long.BYTES * 2;

    /** An event's place among those of its device, which all lie in one partition. */
    record Mark(long sequence, long enqueuedMillis) {
        static final int BYTES = Long.BYTES * 2;
        static final Mark NONE = new Mark(-1, Long.MIN_VALUE);

        /** By both: numbers begin anew when a device is sent to another hub. */
        boolean covers(Mark other) {
            return other.sequence <= sequence && other.enqueuedMillis <= enqueuedMillis;
        }

        static Mark last(byte[] endOfFile) {
            if (endOfFile.length < BYTES) {
                return NONE;
            }
            var buffer = ByteBuffer.wrap(endOfFile, endOfFile.length - BYTES, BYTES);
            return new Mark(buffer.getLong(), buffer.getLong());
        }
    }

    static LogFrame of(Accepted<LogBatch> event) {
        var batch = event.event().data();
        return new LogFrame(mark(event), batch.first(), batch.last(), batch.content());
    }

    static Mark mark(Accepted<LogBatch> event) {
        var position = event.delivery().position();
        return new Mark(position.sequence(), position.enqueuedAt().toEpochMilli());
    }

    LogFrame withMark(Mark other) {
        return new LogFrame(other, first, last, packed);
    }

    /** Whether it is the same batch, wherever it came from. */
    boolean hasLinesOf(LogFrame other) {
        return first.equals(other.first) && last.equals(other.last) && Arrays.equals(packed, other.packed);
    }

    /** Bytes in a file. */
    int length() {
        return HEAD + packed.length + Mark.BYTES;
    }

    byte[] bytes() {
        return ByteBuffer.allocate(length())
                .putInt(MAGIC)
                .putInt(packed.length)
                .putLong(first.toEpochMilli())
                .putLong(last.toEpochMilli())
                .put(packed)
                .putLong(mark.sequence())
                .putLong(mark.enqueuedMillis())
                .array();
    }

    /** The next frame; null, with the position unchanged, when it is not whole. */
    static @Nullable LogFrame read(ByteBuffer in) {
        int start = in.position();
        if (in.remaining() < HEAD) {
            return null;
        }
        if (in.getInt() != MAGIC) {
            throw new PermanentFailure("a log file is damaged");
        }
        int length = in.getInt();
        if (length < 0 || length > LogBatch.MAX_CONTENT) {
            throw new PermanentFailure("a log file is damaged");
        }
        var first = Instant.ofEpochMilli(in.getLong());
        var last = Instant.ofEpochMilli(in.getLong());
        if (in.remaining() < length + Mark.BYTES) {
            in.position(start);
            return null;
        }
        var packed = new byte[length];
        in.get(packed);
        return new LogFrame(new Mark(in.getLong(), in.getLong()), first, last, packed);
    }
}
