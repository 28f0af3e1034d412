package io.signalbeam.local.eventhubs.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Walks the records of one segment file in chunks. It holds one chunk, whatever the size of the file. */
final class RecordCursor {
    private static final int CHUNK = 128 << 10;

    private final FileChannel file;
    private ByteBuffer chunk = ByteBuffer.allocate(CHUNK).limit(0);
    private long chunkStart;
    private int start;
    private int size;

    /** @param position in the file, where a record starts */
    RecordCursor(FileChannel file, long position) {
        this.file = file;
        this.chunkStart = position;
    }

    /**
     * Moves to the next record.
     *
     * @param limit end of what may be read, in bytes of the file
     * @return false when there is no whole, undamaged record before the limit; the position stays behind the last good
     *     one
     */
    boolean next(long limit) throws IOException {
        var from = start + size;
        if (!has(from, RecordFormat.HEAD, limit)) {
            return false;
        }
        from = start + size;
        var wanted = RecordFormat.size(chunk, from);
        if (wanted < 0 || !has(from, wanted, limit)) {
            return false;
        }
        from = start + size;
        if (!RecordFormat.isWhole(chunk, from, wanted)) {
            return false;
        }
        start = from;
        size = wanted;
        return true;
    }

    /** Where the next record starts, in the file. */
    long position() {
        return chunkStart + start + size;
    }

    Place place(long baseOffset) {
        return new Place(baseOffset + chunkStart + start, chunk.getLong(start + 8), chunk.getLong(start + 16));
    }

    /** The message; good until the next move. */
    ByteBuffer message() {
        return chunk.slice(start + RecordFormat.HEAD, size - RecordFormat.HEAD);
    }

    /** Makes bytes available at an index of the chunk; reading more moves that index to 0, and the last record away. */
    private boolean has(int from, int count, long limit) throws IOException {
        if (from + count <= chunk.limit()) {
            return true;
        }
        var begin = chunkStart + from;
        if (begin + count > limit) {
            return false;
        }
        if (count > chunk.capacity()) {
            chunk = ByteBuffer.allocate(count);
        }
        chunk.clear().limit((int) Math.min(chunk.capacity(), limit - begin));
        while (chunk.hasRemaining()) {
            if (file.read(chunk, begin + chunk.position()) < 0) {
                break;
            }
        }
        chunk.flip();
        chunkStart = begin;
        start = 0;
        size = 0;
        return chunk.limit() >= count;
    }
}
