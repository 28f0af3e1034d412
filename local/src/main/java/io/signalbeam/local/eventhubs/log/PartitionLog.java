package io.signalbeam.local.eventhubs.log;

import io.signalbeam.local.eventhubs.log.StartAt.After;
import io.signalbeam.local.eventhubs.log.StartAt.Latest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One partition. Appends of many senders share one flush; readers never wait for each other or for a sender. */
public final class PartitionLog implements Closeable {
    private final Segments segments;
    private final Clock clock;
    private final Committer committer;
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private volatile Bounds bounds;

    private PartitionLog(Segments segments, Clock clock, String name) throws IOException {
        this.segments = segments;
        this.clock = clock;
        this.bounds = segments.recoveredBounds();
        this.committer = new Committer(name, this::commit);
    }

    /**
     * Opens a partition's directory, or makes it. What a crash left half written is cut off.
     *
     * @param name for the thread that writes
     */
    public static PartitionLog open(String name, Path directory, Retention retention, Clock clock) throws IOException {
        return new PartitionLog(Segments.open(directory, retention), clock, name);
    }

    /**
     * Appends events in their order, side by side.
     *
     * @param done is told, on the writer's thread, when all are on disk, or why they are not
     */
    public void append(List<? extends Entry> entries, Consumer<@Nullable IOException> done) {
        committer.submit(new Committer.Append(List.copyOf(entries), done));
    }

    public Bounds bounds() {
        return bounds;
    }

    /** Calls back, on the writer's thread, after each commit. */
    public void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    public void unwatch(Runnable watcher) {
        watchers.remove(watcher);
    }

    public LogReader read(StartAt start) throws IOException {
        var offset = switch (start) {
            case Latest latest -> bounds.end();
            case After after -> segments.find(after);
        };
        return new LogReader(this, segments, offset);
    }

    /** Deletes the segments that retention no longer covers. */
    public void expire() {
        committer.submit(new Committer.Chore(() -> {
            segments.expire(clock.instant(), bounds);
            bounds = new Bounds(segments.beginSequence(), bounds.last(), bounds.end());
        }));
    }

    /** Writes what is waiting, and ends. */
    @Override
    public void close() throws IOException {
        committer.close();
        segments.close();
    }

    private void commit(List<Entry> entries) throws IOException {
        var now = Math.max(clock.millis(), bounds.last().time());
        var batch = new CommitBuffer(bounds, now);
        entries.forEach(batch::add);
        var active = segments.active(Instant.ofEpochMilli(now), bounds);
        active.append(batch.bytes());
        active.appended(batch.places(), batch.size());
        bounds = new Bounds(bounds.beginSequence(), batch.places().getLast(), active.end());
        watchers.forEach(Runnable::run);
    }
}
