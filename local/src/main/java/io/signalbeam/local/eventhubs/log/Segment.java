package io.signalbeam.local.eventhubs.log;

import io.signalbeam.local.eventhubs.log.StartAt.After;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One file of a partition. Its name holds the offset and the sequence number it begins with, so that both go on after
 * everything older is deleted. A sparse index of it is kept in memory, made when first asked for.
 */
final class Segment {
    private static final String SUFFIX = ".segment";
    private static final int INDEX_EVERY = 32 << 10;

    private final Path path;
    private final FileChannel file;
    private final long baseOffset;
    private final long baseSequence;
    private long size;
    private @Nullable List<Place> index;
    private @Nullable Place last;

    private Segment(Path path, FileChannel file, long baseOffset, long baseSequence) throws IOException {
        this.path = path;
        this.file = file;
        this.baseOffset = baseOffset;
        this.baseSequence = baseSequence;
        this.size = file.size();
    }

    static Segment create(Path directory, long baseOffset, long baseSequence) throws IOException {
        var path = directory.resolve("%020d-%020d%s".formatted(baseOffset, baseSequence, SUFFIX));
        var file = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        var segment = new Segment(path, file, baseOffset, baseSequence);
        segment.index = new ArrayList<>();
        flushDirectory(directory);
        return segment;
    }

    static boolean isSegment(Path path) {
        return path.getFileName().toString().matches("\\d{20}-\\d{20}\\" + SUFFIX);
    }

    static Segment open(Path path) throws IOException {
        var name = path.getFileName().toString();
        var file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return new Segment(path, file, Long.parseLong(name.substring(0, 20)), Long.parseLong(name.substring(21, 41)));
    }

    /** A file's name is on disk only when its directory is. */
    private static void flushDirectory(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    long baseOffset() {
        return baseOffset;
    }

    long baseSequence() {
        return baseSequence;
    }

    synchronized long size() {
        return size;
    }

    synchronized long end() {
        return baseOffset + size;
    }

    /** Cuts off what a crash left half written. */
    synchronized long truncateTornTail() throws IOException {
        var torn = size;
        index();
        torn -= size;
        if (torn > 0) {
            file.truncate(size);
            file.force(true);
        }
        return torn;
    }

    /** Writes and flushes; when this returns, the bytes outlive a power cut. */
    void append(ByteBuffer bytes) throws IOException {
        long at = size();
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
        file.force(false);
    }

    /** Takes what was appended into the index. */
    synchronized void appended(List<Place> places, long bytes) throws IOException {
        size += bytes;
        places.forEach(place -> note(index, place));
    }

    /** The place of the first record, read without an index: most segments are asked for no more. */
    synchronized @Nullable Place first() throws IOException {
        if (index != null) {
            return index.isEmpty() ? null : index.getFirst();
        }
        var cursor = cursor(baseOffset);
        return cursor.next(size) ? cursor.place(baseOffset) : null;
    }

    synchronized @Nullable Place last() throws IOException {
        index();
        return last;
    }

    RecordCursor cursor(long offset) {
        return new RecordCursor(file, offset - baseOffset);
    }

    /** The offset of the first record that a reader wants; the end when none here is wanted. */
    long find(After start) throws IOException {
        long limit;
        Place from = null;
        synchronized (this) {
            limit = size;
            for (var place : index()) {
                if (start.reached(place)) {
                    break;
                }
                from = place;
            }
        }
        var cursor = cursor(from == null ? baseOffset : from.offset());
        while (cursor.next(limit)) {
            var place = cursor.place(baseOffset);
            if (start.reached(place)) {
                return place.offset();
            }
        }
        return baseOffset + limit;
    }

    void close() throws IOException {
        file.close();
    }

    void delete() throws IOException {
        file.close();
        Files.delete(path);
    }

    private List<Place> index() throws IOException {
        if (index == null) {
            var made = new ArrayList<Place>();
            var cursor = cursor(baseOffset);
            while (cursor.next(size)) {
                note(made, cursor.place(baseOffset));
            }
            size = cursor.position();
            index = made;
        }
        return index;
    }

    private void note(@Nullable List<Place> places, Place place) {
        last = place;
        if (places != null
                && (places.isEmpty() || place.offset() - places.getLast().offset() >= INDEX_EVERY)) {
            places.add(place);
        }
    }
}
