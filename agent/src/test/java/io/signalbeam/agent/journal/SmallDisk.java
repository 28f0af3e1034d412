package io.signalbeam.agent.journal;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** An ext4 of a few MiB in a file, mounted as a disk of its own, that can be filled to the last block. */
public final class SmallDisk implements AutoCloseable {
    private final Path mounted;
    private boolean open = true;

    private SmallDisk(Path mounted) {
        this.mounted = mounted;
    }

    /** Skips the test where nobody may mount anything. */
    public static SmallDisk mount(Path folder, int mebibytes) throws IOException {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "only root mounts a disk");
        var image = folder.resolve("disk.img");
        var mounted = Files.createDirectories(folder.resolve("disk"));
        try (var channel = FileChannel.open(image, CREATE, WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[1]), (long) mebibytes * 1024 * 1024 - 1);
        }
        // Without room that is kept for root, which the test is.
        run("mkfs.ext4", "-q", "-m", "0", image.toString());
        try {
            run("mount", "-o", "loop", image.toString(), mounted.toString());
        } catch (IOException e) {
            Assumptions.abort("this machine mounts no files: " + e.getMessage());
        }
        return new SmallDisk(mounted);
    }

    public Path folder() {
        return mounted;
    }

    /** Until not another byte goes in. */
    public void fill() {
        int piece = 64 * 1024;
        while (piece >= 1) {
            piece = goesIn(piece) ? piece : piece / 2;
        }
    }

    private boolean goesIn(int bytes) {
        try {
            Files.write(mounted.resolve("filler"), new byte[bytes], CREATE, APPEND);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public void makeRoom() throws IOException {
        Files.deleteIfExists(mounted.resolve("filler"));
    }

    @Override
    public void close() throws IOException {
        if (open) {
            open = false;
            run("umount", "--lazy", mounted.toString());
        }
    }

    private static void run(String... command) throws IOException {
        var process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said.strip());
        }
    }
}
