package io.signalbeam.local.secrets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Objects;

/** Writes files and directories that no other account can read, so that a crash leaves the old or the new whole. */
public final class OwnerOnly {
    private static final SecureRandom RANDOM = new SecureRandom();

    private OwnerOnly() {}

    /** Makes a directory and its parents; the directory itself gets mode 700. */
    public static Path directory(Path directory) {
        try {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces a file at once: written aside with mode 600, synced, renamed. */
    public static void write(Path file, byte[] content) {
        try {
            var aside = Files.createTempFile(
                    file.toAbsolutePath().getParent(),
                    "." + file.getFileName(),
                    ".tmp",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (var channel = FileChannel.open(aside, EnumSet.of(StandardOpenOption.WRITE))) {
                var buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A secret of 256 random bits in URL-safe base64, made and kept in the file at the first call. */
    public static String secret(Path file) {
        try {
            if (!Files.exists(file)) {
                directory(Objects.requireNonNull(file.toAbsolutePath().getParent()));
                var bytes = new byte[32];
                RANDOM.nextBytes(bytes);
                write(
                        file,
                        Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(bytes)
                                .getBytes(StandardCharsets.US_ASCII));
            }
            return Files.readString(file, StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
