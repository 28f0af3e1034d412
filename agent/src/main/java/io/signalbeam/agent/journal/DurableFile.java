package io.signalbeam.agent.journal;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.signalbeam.shared.hash.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small file that is whole after a power cut at any moment, and that only its owner can read.
 *
 * <p>Form: a line {@code sha256 <64 hex digits>}, then the content that the line is about. A write goes to a temporary
 * file that is synced, the file of before becomes {@code .prev}, the new one takes its name, and the folder is synced.
 * A file that is cut short or altered is set aside as {@code .corrupt}, and the one before it counts. On a full disk the
 * {@link DiskReserve} of the folder makes room.
 */
public final class DurableFile {
    private static final Logger LOG = LoggerFactory.getLogger(DurableFile.class);
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final String PREFIX = "sha256 ";
    private static final int HEADER = PREFIX.length() + 64 + 1;

    private final Path file;
    private final Path previous;
    private final Path temporary;

    public DurableFile(Path file) {
        this.file = file;
        this.previous = file.resolveSibling(file.getFileName() + ".prev");
        this.temporary = file.resolveSibling(file.getFileName() + ".tmp");
    }

    /** Makes a folder that only its owner can enter, or takes a present one as it is. */
    public static void privateFolder(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_FOLDER));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folder " + folder, e);
        }
    }

    /** The last content that was written whole; empty when there never was one. */
    public synchronized Optional<byte[]> read() {
        var newest = readWhole(file);
        return newest.isPresent() ? newest : readWhole(previous);
    }

    /** @throws UncheckedIOException when the disk is full or read-only; the content of before is kept then */
    public synchronized void write(byte[] content) {
        try {
            replace(content);
            if (!Files.exists(previous)) {
                // Of the first content there is a second copy too: an identity is written once in years.
                replace(content);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /**
     * As {@link #write}, and the copy before it has this content too: for what must not be taken for newer than it is when
     * the file is damaged.
     */
    synchronized void writeTwice(byte[] content) {
        try {
            replace(content);
            replace(content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private void replace(byte[] content) throws IOException {
        try {
            writeTemporary(content);
        } catch (IOException e) {
            if (!DiskReserve.beside(file).giveBack(HEADER + content.length)) {
                throw e;
            }
            writeTemporary(content);
        }
        // A damaged file must not push out the good one before it.
        if (readWhole(file).isPresent()) {
            Files.move(file, previous, ATOMIC_MOVE, REPLACE_EXISTING);
        }
        Files.move(temporary, file, ATOMIC_MOVE, REPLACE_EXISTING);
        syncFolder();
    }

    private void writeTemporary(byte[] content) throws IOException {
        var whole = ByteBuffer.allocate(HEADER + content.length)
                .put(header(content))
                .put(content)
                .flip();
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try (var channel = FileChannel.open(temporary, CREATE, WRITE, TRUNCATE_EXISTING)) {
            while (whole.hasRemaining()) {
                channel.write(whole);
            }
            channel.force(true);
        }
    }

    /** Forgets the content, and the one before it. */
    public synchronized void delete() {
        try {
            Files.deleteIfExists(previous);
            Files.deleteIfExists(file);
            syncFolder();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file, e);
        }
    }

    public Path path() {
        return file;
    }

    /** Sets the file aside, content that passed its checksum but makes no sense, so that the one before it is read. */
    synchronized void setAside() {
        setAside(file);
    }

    private static Optional<byte[]> readWhole(Path path) {
        byte[] all;
        try {
            all = Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
        if (all.length >= HEADER) {
            var content = Arrays.copyOfRange(all, HEADER, all.length);
            if (Arrays.equals(header(content), 0, HEADER, all, 0, HEADER)) {
                return Optional.of(content);
            }
        }
        setAside(path);
        return Optional.empty();
    }

    private static void setAside(Path path) {
        var corrupt = path.resolveSibling(path.getFileName() + ".corrupt");
        try {
            Files.move(path, corrupt, REPLACE_EXISTING);
            LOG.warn("{} is damaged; it is set aside as {}", path, corrupt.getFileName());
        } catch (IOException e) {
            LOG.warn("{} is damaged, and cannot be set aside: {}", path, e.toString());
        }
    }

    private static byte[] header(byte[] content) {
        return (PREFIX + Sha256.hex(content) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private void syncFolder() throws IOException {
        var folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            sync(folder);
        }
    }

    /** Has the disk keep what a file holds, or what lies in a folder under which name. */
    public static void sync(Path path) throws IOException {
        try (var channel = FileChannel.open(path, READ)) {
            channel.force(true);
        }
    }
}
