package io.signalbeam.local.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Where there is no {@link OwnEngine} the machine's is one for all: agents of two tests would meet there in names of
 * containers, and take away each other's images. Test classes run in several processes; the one that has a turn keeps the
 * others waiting, for as long as any turn of its process lasts.
 */
final class EngineTurn implements AutoCloseable {
    private static final Path FILE = Path.of(System.getProperty("java.io.tmpdir"), "signalbeam-e2e-engine.lock");

    private static int turns;
    private static @Nullable FileLock lock;

    private boolean over;

    private EngineTurn() {}

    /** Waits for it, where it has to be shared. */
    static EngineTurn begin() {
        synchronized (EngineTurn.class) {
            if (turns == 0 && !OwnEngine.isPossible()) {
                try {
                    lock = FileChannel.open(FILE, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                            .lock();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            turns++;
            return new EngineTurn();
        }
    }

    @Override
    public void close() {
        synchronized (EngineTurn.class) {
            if (over) {
                return;
            }
            over = true;
            turns--;
            if (turns == 0 && lock != null) {
                try {
                    lock.acquiredBy().close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                lock = null;
            }
        }
    }
}
