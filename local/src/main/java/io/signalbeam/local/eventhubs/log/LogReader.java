package io.signalbeam.local.eventhubs.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** Reads a partition forward, from disk, one chunk at a time. For one thread. */
public final class LogReader {
    private final PartitionLog log;
    private final Segments segments;
    private long offset;
    private Segment segment;
    private RecordCursor cursor;

    LogReader(PartitionLog log, Segments segments, long offset) {
        this.log = log;
        this.segments = segments;
        this.offset = offset;
        this.segment = segments.holding(offset);
        this.cursor = segment.cursor(Math.max(offset, segment.baseOffset()));
    }

    /**
     * The next message, or null when there is none yet. It is good until the next call.
     *
     * @throws IOException also when a stored record is damaged
     */
    public @Nullable ByteBuffer next() throws IOException {
        while (true) {
            var end = log.bounds().end();
            if (offset >= end) {
                return null;
            }
            var next = segments.after(segment);
            var limit = next == null ? end : Math.min(end, next.baseOffset());
            if (offset >= limit || !segments.contains(segment)) {
                moveTo(segments.holding(offset));
                continue;
            }
            try {
                if (!cursor.next(limit - segment.baseOffset())) {
                    throw new IOException("the record at offset " + offset + " is damaged");
                }
            } catch (ClosedChannelException e) {
                if (segments.contains(segment)) {
                    throw e;
                }
                continue;
            }
            offset = segment.baseOffset() + cursor.position();
            return cursor.message();
        }
    }

    private void moveTo(Segment holding) {
        segment = holding;
        offset = Math.max(offset, holding.baseOffset());
        cursor = holding.cursor(offset);
    }
}
