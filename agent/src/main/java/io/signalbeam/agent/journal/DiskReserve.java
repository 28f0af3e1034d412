package io.signalbeam.agent.journal;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Room that is kept taken while there is room, so that the small files that count can be written when others have filled
 * the disk: given back bit by bit, as much as one write needs, and taken again when there is plenty.
 */
public final class DiskReserve {
    private static final Logger LOG = LoggerFactory.getLogger(DiskReserve.class);
    private static final int BYTES = 1024 * 1024;
    /** Taken only from a disk with so many times as much to spare. */
    private static final int PLENTY = 8;
    /** File systems give room in blocks, and a new file takes some for itself. */
    private static final int BLOCKS = 16 * 1024;

    private final Path file;

    private DiskReserve(Path file) {
        this.file = file;
    }

    public static DiskReserve in(Path folder) {
        return new DiskReserve(folder.resolve("reserve"));
    }

    static DiskReserve beside(Path file) {
        return new DiskReserve(file.resolveSibling("reserve"));
    }

    /** Takes the room where there is plenty; a reserve that is whole costs one look. */
    public void keep() {
        synchronized (DiskReserve.class) {
            try {
                var folder = file.toAbsolutePath().getParent();
                if (size() >= BYTES
                        || folder == null
                        || Files.getFileStore(folder).getUsableSpace() < (long) PLENTY * BYTES) {
                    return;
                }
                fill();
            } catch (IOException e) {
                LOG.debug("no reserve can be kept: {}", e.toString());
            }
        }
    }

    /** @return whether there is more room now than before */
    boolean giveBack(int needed) {
        synchronized (DiskReserve.class) {
            try {
                long size = size();
                if (size == 0) {
                    return false;
                }
                try (var channel = FileChannel.open(file, WRITE)) {
                    channel.truncate(Math.max(0, size - needed - BLOCKS));
                    channel.force(true);
                }
                LOG.warn("the disk is full; {} KiB of the reserve are left", size() / 1024);
                return true;
            } catch (IOException e) {
                return false;
            }
        }
    }

    private long size() throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private void fill() throws IOException {
        // Not zeros: some file systems keep those in no room at all.
        var bytes = new byte[64 * 1024];
        new Random().nextBytes(bytes);
        try (var channel = FileChannel.open(file, CREATE, WRITE, TRUNCATE_EXISTING)) {
            for (int written = 0; written < BYTES; written += bytes.length) {
                channel.write(ByteBuffer.wrap(bytes));
            }
            channel.force(true);
        }
    }
}
