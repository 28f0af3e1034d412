package io.signalbeam.agent.telemetry;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events that wait to be published, oldest first, on disk and bounded: when it is full every second of the older half
 * goes, so that a long outage leaves a coarse past and a fine present.
 *
 * <p>Segments are files {@code <16 digits>.seg} of lines {@code <CRC-32, 8 hex digits> <event on one line>}. A torn or
 * altered line is skipped. Nothing is synced: after a power cut the last seconds may be missing, and what was published
 * just before it may be published again, which its id makes harmless.
 */
public final class Spool {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final int SEGMENT_BYTES = 64 * 1024;
    /** While the disk takes nothing, the newest are kept in memory. */
    private static final int IN_MEMORY = 64;

    private final Path folder;
    private final long mostBytes;
    private final TreeMap<Long, Long> segments = new TreeMap<>();
    private final Deque<byte[]> memory = new ArrayDeque<>();
    private long readOffset;
    private boolean diskFails;
    private long thinnings;

    /** Events, and what to forget when they are published. */
    public record Batch(List<byte[]> events, @Nullable Long segment, long end, int fromMemory, long thinnings) {
        public Batch {
            events = List.copyOf(events);
        }
    }

    /** @param mostBytes on disk, at least a few segments */
    public Spool(Path folder, long mostBytes) {
        this.folder = folder;
        this.mostBytes = Math.max(mostBytes, 1024);
        try {
            Files.createDirectories(folder);
            try (var files = Files.newDirectoryStream(folder, "*.seg")) {
                for (var file : files) {
                    var name = String.valueOf(file.getFileName());
                    segments.put(Long.parseLong(name.substring(0, name.indexOf('.'))), Files.size(file));
                }
            }
        } catch (IOException | NumberFormatException e) {
            LOG.warn("the spool {} cannot be read, what is in it stays: {}", folder, e.toString());
        }
    }

    /** @param event without line breaks */
    public synchronized void append(byte[] event) {
        try {
            write(event);
            diskFails = false;
        } catch (IOException e) {
            if (!diskFails) {
                LOG.warn("the spool takes nothing, the newest {} events stay in memory: {}", IN_MEMORY, e.toString());
            }
            diskFails = true;
            memory.addLast(event);
            if (memory.size() > IN_MEMORY) {
                memory.removeFirst();
            }
        }
    }

    public synchronized boolean isEmpty() {
        return segments.isEmpty() && memory.isEmpty();
    }

    /** Bytes on disk. */
    public synchronized long size() {
        return segments.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The oldest events, at most so many; they stay until they are {@link #forget forgotten}. */
    public synchronized Batch oldest(int most) {
        while (!segments.isEmpty()) {
            var segment = segments.firstKey();
            var events = new ArrayList<byte[]>();
            long offset = readOffset;
            try (var in = new BufferedInputStream(Files.newInputStream(file(segment)))) {
                in.skipNBytes(offset);
                for (var line = line(in); line != null && events.size() < most; line = line(in)) {
                    offset += line.length + 1;
                    var event = checked(line);
                    if (event != null) {
                        events.add(event);
                    }
                    if (events.size() == most) {
                        break;
                    }
                }
            } catch (IOException e) {
                LOG.warn("the spool's {} cannot be read and is left out: {}", file(segment), e.toString());
                offset = Long.MAX_VALUE;
            }
            if (!events.isEmpty()) {
                return new Batch(events, segment, offset, 0, thinnings);
            }
            drop(segment);
        }
        var events = memory.stream().limit(most).toList();
        return new Batch(events, null, 0, events.size(), thinnings);
    }

    public synchronized void forget(Batch batch) {
        for (int i = 0; i < batch.fromMemory() && !memory.isEmpty(); i++) {
            memory.removeFirst();
        }
        var segment = batch.segment();
        // It was thinned meanwhile: publishing some again does no harm.
        if (segment == null || batch.thinnings() != thinnings) {
            return;
        }
        Long size = segments.get(segment);
        if (size != null && batch.end() >= size) {
            drop(segment);
        } else {
            readOffset = batch.end();
        }
    }

    private void write(byte[] event) throws IOException {
        var line = line(event);
        if (size() + line.length > mostBytes) {
            thin();
        }
        var last = segments.isEmpty() ? null : segments.lastEntry();
        long segment = last != null && last.getValue() < SEGMENT_BYTES
                ? last.getKey()
                : last == null ? System.currentTimeMillis() : last.getKey() + 1;
        Files.write(file(segment), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        segments.merge(segment, (long) line.length, Long::sum);
    }

    private void thin() throws IOException {
        var older = new ArrayList<Long>();
        long bytes = 0;
        for (var entry : segments.entrySet()) {
            older.add(entry.getKey());
            bytes += entry.getValue();
            if (bytes >= size() / 2) {
                break;
            }
        }
        var merged = folder.resolve("thin.tmp");
        long size = 0;
        try (var out = Files.newOutputStream(merged)) {
            for (var segment : older) {
                size += keepEverySecond(segment, segment.equals(older.get(0)) ? readOffset : 0, out);
            }
        }
        var place = older.get(older.size() - 1);
        Files.move(merged, file(place), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        for (var segment : older) {
            if (!segment.equals(place)) {
                drop(segment);
            }
        }
        segments.put(place, size);
        readOffset = 0;
        thinnings++;
        LOG.info("the spool is full: every second of the older half is gone");
    }

    private long keepEverySecond(long segment, long from, OutputStream out) throws IOException {
        long written = 0;
        boolean keep = false;
        try (var in = new BufferedInputStream(Files.newInputStream(file(segment)))) {
            in.skipNBytes(from);
            for (var line = line(in); line != null; line = line(in)) {
                if (keep) {
                    out.write(line);
                    out.write('\n');
                    written += line.length + 1;
                }
                keep = !keep;
            }
        }
        return written;
    }

    private void drop(long segment) {
        segments.remove(segment);
        readOffset = 0;
        try {
            Files.deleteIfExists(file(segment));
        } catch (IOException e) {
            LOG.warn("the spool's {} cannot be deleted: {}", file(segment), e.toString());
        }
    }

    private Path file(long segment) {
        return folder.resolve("%016d.seg".formatted(segment));
    }

    private static byte @Nullable [] line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream(512);
        int next = in.read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n') {
            line.write(next);
            next = in.read();
        }
        return line.toByteArray();
    }

    private static byte[] line(byte[] event) {
        var line = new ByteArrayOutputStream(event.length + 10);
        line.writeBytes(checksum(event, 0).getBytes(StandardCharsets.US_ASCII));
        line.write(' ');
        line.writeBytes(event);
        line.write('\n');
        return line.toByteArray();
    }

    private static byte @Nullable [] checked(byte[] line) {
        boolean whole = line.length > 9 && checksum(line, 9).equals(new String(line, 0, 8, StandardCharsets.US_ASCII));
        return whole ? java.util.Arrays.copyOfRange(line, 9, line.length) : null;
    }

    private static String checksum(byte[] bytes, int from) {
        var crc = new CRC32();
        crc.update(bytes, from, bytes.length - from);
        return "%08x".formatted(crc.getValue());
    }
}
