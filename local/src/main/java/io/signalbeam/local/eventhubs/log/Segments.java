package io.signalbeam.local.eventhubs.log;

import io.signalbeam.local.eventhubs.log.StartAt.After;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The segments of a partition by the offset each begins with. The writer changes them, readers look. */
final class Segments {
    private static final Logger LOG = LoggerFactory.getLogger(Segments.class);
    /** A segment is closed after this part of the retention, so that a quiet partition's old events go too. */
    private static final int SEGMENTS_PER_AGE = 8;

    private final Path directory;
    private final Retention retention;
    private final NavigableMap<Long, Segment> byOffset = new ConcurrentSkipListMap<>();

    private Segments(Path directory, Retention retention) {
        this.directory = directory;
        this.retention = retention;
    }

    static Segments open(Path directory, Retention retention) throws IOException {
        Files.createDirectories(directory);
        var segments = new Segments(directory, retention);
        try (var files = Files.list(directory)) {
            for (var path : files.filter(Segment::isSegment).toList()) {
                segments.add(Segment.open(path));
            }
        }
        if (segments.byOffset.isEmpty()) {
            segments.add(Segment.create(directory, 0, 0));
        }
        var torn = segments.newest().truncateTornTail();
        if (torn > 0) {
            LOG.warn("{}: cut off {} bytes that a crash left half written", directory, torn);
        }
        return segments;
    }

    Bounds recoveredBounds() throws IOException {
        var end = newest().end();
        for (var segment : byOffset.descendingMap().values()) {
            var last = segment.last();
            if (last != null) {
                return new Bounds(beginSequence(), last, end);
            }
        }
        return new Bounds(beginSequence(), new Place(end - 1, newest().baseSequence() - 1, 0), end);
    }

    long beginSequence() {
        return oldest().baseSequence();
    }

    /** The segment to append to, a new one when it is time. */
    Segment active(Instant now, Bounds bounds) throws IOException {
        var newest = newest();
        var first = newest.first();
        if (first == null) {
            return newest;
        }
        var fullAt = Instant.ofEpochMilli(first.time()).plus(retention.age().dividedBy(SEGMENTS_PER_AGE));
        if (newest.size() < retention.segmentBytes() && now.isBefore(fullAt)) {
            return newest;
        }
        var next = Segment.create(directory, bounds.end(), bounds.last().sequence() + 1);
        add(next);
        return next;
    }

    void expire(Instant now, Bounds bounds) throws IOException {
        active(now, bounds);
        var oldestKept = now.minus(retention.age()).toEpochMilli();
        while (byOffset.size() > 1) {
            var oldest = oldest();
            var last = oldest.last();
            var kept = bounds.end() - oldest.end();
            if (last != null && last.time() >= oldestKept && kept < retention.bytes()) {
                return;
            }
            byOffset.remove(oldest.baseOffset());
            oldest.delete();
        }
    }

    /** The offset of the first record a reader wants; the end of the partition when there is none yet. */
    long find(After start) throws IOException {
        while (true) {
            try {
                for (var segment : byOffset.descendingMap().values()) {
                    var first = segment.first();
                    if (first != null && !start.reached(first)) {
                        return segment.find(start);
                    }
                }
                return oldest().baseOffset();
            } catch (ClosedChannelException e) {
                LOG.debug("{}: retention deleted a segment that was searched, looking again", directory, e);
            }
        }
    }

    /** The segment that holds an offset; the oldest when retention has taken it. */
    Segment holding(long offset) {
        var entry = byOffset.floorEntry(offset);
        return entry == null ? oldest() : entry.getValue();
    }

    @Nullable Segment after(Segment segment) {
        var entry = byOffset.higherEntry(segment.baseOffset());
        return entry == null ? null : entry.getValue();
    }

    boolean contains(Segment segment) {
        return byOffset.containsKey(segment.baseOffset());
    }

    void close() throws IOException {
        for (var segment : byOffset.values()) {
            segment.close();
        }
    }

    private void add(Segment segment) {
        byOffset.put(segment.baseOffset(), segment);
    }

    private Segment oldest() {
        return byOffset.firstEntry().getValue();
    }

    private Segment newest() {
        return byOffset.lastEntry().getValue();
    }
}
