package io.signalbeam.local.cosmos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/**
 * An append-only file of records, each {@code length, CRC-32, bytes}. Records that wait at the same time share one
 * sync of the disk, which is what makes many small durable writes fast.
 */
final class Journal implements AutoCloseable {
    private static final int HEADER = 8;
    private static final int MOST_AT_ONCE = 2000;

    private final Path file;
    private final LinkedBlockingQueue<Entry> waiting = new LinkedBlockingQueue<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private FileChannel channel;
    private volatile long size;

    /** What the writer is handed; {@code replacement} says that the bytes are a whole new journal. */
    private record Entry(ByteBuffer bytes, boolean replacement, boolean last, CompletableFuture<Void> durable) {}

    private Journal(Path file, FileChannel channel, long size) {
        this.file = file;
        this.channel = channel;
        this.size = size;
        Thread.ofPlatform().daemon().name("cosmos-journal").start(this::write);
    }

    /** Replays what is there, in order, and opens it for more; a torn record at the end, from a kill, is cut off. */
    static Journal open(Path file, Consumer<byte[]> replay) throws IOException {
        var good = 0L;
        if (Files.exists(file)) {
            var all = ByteBuffer.wrap(Files.readAllBytes(file));
            while (all.remaining() >= HEADER) {
                var length = all.getInt();
                var crc = all.getInt();
                if (length < 0 || length > all.remaining()) {
                    break;
                }
                var record = new byte[length];
                all.get(record);
                if (crc(record) != crc) {
                    break;
                }
                replay.accept(record);
                good = all.position();
            }
        }
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.truncate(good);
        channel.position(good);
        return new Journal(file, channel, good);
    }

    /** Takes a record; the future completes when it is on disk. Order is the order of calls. */
    CompletableFuture<Void> append(byte[] record) {
        return take(new Entry(frame(List.of(record)), false, false, new CompletableFuture<>()));
    }

    /** Replaces everything by these records, at once and after what was appended before. */
    CompletableFuture<Void> replace(List<byte[]> records) {
        return take(new Entry(frame(records), true, false, new CompletableFuture<>()));
    }

    /** Bytes on disk. */
    long size() {
        return size;
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        enqueue(new Entry(ByteBuffer.allocate(0), false, true, new CompletableFuture<>()))
                .join();
    }

    private CompletableFuture<Void> take(Entry entry) {
        if (closed.get()) {
            return CompletableFuture.failedFuture(new IllegalStateException("The journal is closed"));
        }
        return enqueue(entry);
    }

    private CompletableFuture<Void> enqueue(Entry entry) {
        waiting.add(entry);
        return entry.durable();
    }

    private void write() {
        var batch = new ArrayList<Entry>();
        try {
            while (true) {
                batch.clear();
                batch.add(waiting.take());
                waiting.drainTo(batch, MOST_AT_ONCE);
                for (var entry : batch) {
                    if (entry.replacement()) {
                        swap(entry.bytes());
                    } else {
                        writeAll(channel, entry.bytes());
                    }
                }
                channel.force(false);
                size = channel.position();
                batch.forEach(entry -> entry.durable().complete(null));
                if (batch.stream().anyMatch(Entry::last)) {
                    channel.close();
                    return;
                }
            }
        } catch (IOException e) {
            // A disk that fails fails everybody who waits; nothing may be answered as stored from here on.
            var failure = new UncheckedIOException("The journal cannot be written", e);
            batch.forEach(entry -> entry.durable().completeExceptionally(failure));
            refuseForEver(failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void refuseForEver(UncheckedIOException failure) {
        try {
            while (true) {
                waiting.take().durable().completeExceptionally(failure);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void swap(ByteBuffer bytes) throws IOException {
        var aside = file.resolveSibling(file.getFileName() + ".new");
        var fresh = FileChannel.open(
                aside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        writeAll(fresh, bytes);
        fresh.force(true);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        channel.close();
        channel = fresh;
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static ByteBuffer frame(List<byte[]> records) {
        var total = records.stream().mapToInt(record -> HEADER + record.length).sum();
        var buffer = ByteBuffer.allocate(total);
        records.forEach(
                record -> buffer.putInt(record.length).putInt(crc(record)).put(record));
        return buffer.flip();
    }

    private static int crc(byte[] record) {
        var crc = new CRC32();
        crc.update(record);
        return (int) crc.getValue();
    }
}
