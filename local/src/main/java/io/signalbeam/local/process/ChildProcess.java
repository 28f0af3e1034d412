package io.signalbeam.local.process;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that ends with this JVM at the latest, and takes with it what it has started itself.
 *
 * <p>It is asked to end, and made to when it has not after its patience; whatever of its own children still runs then is
 * killed. A kill of this JVM cannot be noticed here: a child that must not outlive even that reads its standard input.
 */
public final class ChildProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);

    /** How a child is asked to end. */
    public enum Ask {
        /** By SIGTERM. */
        SIGNAL,
        /** By the end of its standard input, which it must be reading. */
        END_OF_INPUT
    }

    private final String name;
    private final Process process;
    private final Ask ask;
    private final Duration patience;

    private ChildProcess(String name, Process process, Ask ask, Duration patience) {
        this.name = name;
        this.process = process;
        this.ask = ask;
        this.patience = patience;
    }

    /**
     * Starts a child.
     *
     * @param name for people
     * @param patience how long it may take to end once it is asked
     * @throws IOException when there is no such program
     */
    public static ChildProcess start(String name, ProcessBuilder builder, Ask ask, Duration patience)
            throws IOException {
        var child = new ChildProcess(name, builder.start(), ask, patience);
        AtExit.close(child);
        return child;
    }

    /** For its streams. */
    public Process process() {
        return process;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** Waits for it to end by itself, and gives its exit status. */
    public int waitFor() throws InterruptedException {
        return process.waitFor();
    }

    /** Returns when it has ended; closing it again does nothing. */
    @Override
    public synchronized void close() {
        // Known only as long as the process lives.
        var descendants = process.descendants().toList();
        try {
            ask();
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("{} did not end within {}, and is killed", name, patience);
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            descendants.forEach(ProcessHandle::destroyForcibly);
            AtExit.forget(this);
        }
    }

    private void ask() {
        switch (ask) {
            // Not Process.destroy, which closes this end of the streams, too: the child may have last words.
            case SIGNAL -> process.toHandle().destroy();
            case END_OF_INPUT -> {
                try {
                    process.getOutputStream().close();
                } catch (IOException e) {
                    LOG.debug("{} had closed its end already", name, e);
                }
            }
        }
    }
}
