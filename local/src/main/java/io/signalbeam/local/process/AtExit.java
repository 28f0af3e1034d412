package io.signalbeam.local.process;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is still open when this JVM is told to end is closed then, the last opened first and one after the other. Shutdown
 * hooks of the JVM all run at once, so that a part's own hook would end what another part is still using.
 */
public final class AtExit {
    private static final Logger LOG = LoggerFactory.getLogger(AtExit.class);
    private static final Deque<AutoCloseable> OPEN = new ConcurrentLinkedDeque<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(AtExit::closeAll, "at-exit"));
    }

    private AtExit() {}

    /** Has a part closed when the JVM ends; a part that may be closed before needs a {@code close} that can run twice. */
    public static void close(AutoCloseable part) {
        OPEN.push(part);
    }

    /** For a part that has been closed. */
    public static void forget(AutoCloseable part) {
        OPEN.remove(part);
    }

    private static void closeAll() {
        for (var part = OPEN.poll(); part != null; part = OPEN.poll()) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("A part did not stop cleanly", e);
            }
        }
    }
}
