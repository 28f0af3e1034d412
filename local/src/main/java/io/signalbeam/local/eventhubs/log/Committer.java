package io.signalbeam.local.eventhubs.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one writer of a partition. It takes all that waits, commits it at once, and tells everybody. */
final class Committer {
    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);
    /** Bounds the memory of a commit: events are limited to 1 MiB, and are about 300 bytes. */
    private static final int MAX_BYTES = 8 << 20;

    private final LinkedBlockingQueue<Work> queue = new LinkedBlockingQueue<>();
    private final Commit commit;
    private final Thread thread;
    private @Nullable IOException broken;

    interface Commit {
        void write(List<Entry> entries) throws IOException;
    }

    interface Step {
        void run() throws IOException;
    }

    sealed interface Work {}

    record Append(List<Entry> entries, Consumer<@Nullable IOException> done) implements Work {}

    record Chore(Step step) implements Work {}

    private record Stop() implements Work {}

    Committer(String name, Commit commit) {
        this.commit = commit;
        // A platform thread: a flush blocks in the kernel, and would hold a carrier of the virtual ones.
        this.thread = Thread.ofPlatform().daemon().name("eventhubs-" + name).start(this::run);
    }

    void submit(Work work) {
        queue.add(work);
    }

    void close() {
        submit(new Stop());
        var interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        var waiting = new ArrayList<Append>();
        try {
            while (true) {
                var work = queue.take();
                var bytes = 0L;
                while (work instanceof Append append) {
                    waiting.add(append);
                    bytes += append.entries().stream().mapToLong(Entry::maxSize).sum();
                    work = bytes < MAX_BYTES ? queue.poll() : null;
                }
                if (!waiting.isEmpty()) {
                    commit(waiting);
                    waiting.clear();
                }
                switch (work) {
                    case null -> {}
                    case Append append -> throw new IllegalStateException("an append is taken above");
                    case Chore(var step) -> attempt(step);
                    case Stop() -> {
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void commit(List<Append> appends) {
        var entries = appends.stream().flatMap(a -> a.entries().stream()).toList();
        if (broken == null && !entries.isEmpty()) {
            attempt(() -> commit.write(entries));
        }
        appends.forEach(append -> append.done().accept(broken));
    }

    /** After a failed write or flush nobody knows what is on disk: nothing more is taken until recovery has looked. */
    private void attempt(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            LOG.error("{}: writing failed, appends are refused until a restart", thread.getName(), e);
            broken = e;
        } catch (RuntimeException e) {
            LOG.error("{}: a commit failed, appends are refused until a restart", thread.getName(), e);
            broken = new IOException(e);
        }
    }
}
