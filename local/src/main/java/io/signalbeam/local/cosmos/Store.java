package io.signalbeam.local.cosmos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Every resource in memory, every change in the journal before it is answered. */
final class Store implements AutoCloseable {
    private static final long COMPACT_FROM_BYTES = 16L * 1024 * 1024;

    private final ConcurrentHashMap<Key, Resource> resources = new ConcurrentHashMap<>();
    private final ReentrantLock writing = new ReentrantLock();
    private final Journal journal;
    private final Clock clock;
    private final AtomicLong sequence = new AtomicLong();
    private CompletableFuture<Void> compaction = CompletableFuture.completedFuture(null);
    private long compactAt;

    Store(Path directory, Clock clock) {
        this.clock = clock;
        try {
            Files.createDirectories(directory);
            this.journal = Journal.open(directory.resolve("journal"), this::replay);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.compactAt = COMPACT_FROM_BYTES;
        compactWhenDue();
    }

    /** What decides about a write, under the lock: the new body, or nothing to delete; it throws to refuse. */
    @FunctionalInterface
    interface Decision {
        @Nullable ObjectNode decide(@Nullable Resource found) throws Refused;
    }

    @Nullable Resource find(Key key) {
        var found = resources.get(key);
        if (found == null || !key.isItem()) {
            return found;
        }
        var container = resources.get(Key.database(key.database()).container(key.container()));
        return container == null
                        || found.expired(container.body(), clock.instant().getEpochSecond())
                ? null
                : found;
    }

    /** All that match and have not expired, by id. */
    List<Resource> list(Predicate<Key> matches) {
        return resources.keySet().stream()
                .filter(matches)
                .map(this::find)
                .filter(resource -> resource != null)
                .sorted(Comparator.comparing((Resource r) -> r.key().database())
                        .thenComparing(r -> r.key().container())
                        .thenComparing(r -> r.key().item())
                        .thenComparing(r -> r.key().partition()))
                .toList();
    }

    /**
     * Items in the order of their latest writes.
     *
     * @param until the number of the write up to which they are complete
     */
    record Changed(List<Resource> resources, long until) {
        Changed {
            resources = List.copyOf(resources);
        }
    }

    /** Items of a container that were written after a write's number, the oldest first, and so many at the most. */
    Changed changed(Key container, long since, int most) {
        // Under the lock: a write has its number before it can be found.
        writing.lock();
        try {
            long now = sequence.get();
            if (since >= now) {
                return new Changed(List.of(), now);
            }
            var found = list(key -> key.isItem() && key.isUnder(container)).stream()
                    .filter(resource -> resource.written() > since)
                    .sorted(Comparator.comparingLong(Resource::written))
                    .limit(most)
                    .toList();
            return new Changed(found, found.size() == most ? found.getLast().written() : now);
        } finally {
            writing.unlock();
        }
    }

    /** Changes one resource and returns it once the change is on disk; nothing when it was deleted. */
    @Nullable Resource change(Key key, Decision decision) throws Refused {
        Resource changed = null;
        CompletableFuture<Void> durable;
        writing.lock();
        try {
            var found = find(key);
            var body = decision.decide(found);
            if (body == null) {
                remove(key);
            } else {
                changed = new Resource(key, stamp(key, body, found));
                resources.put(key, changed);
            }
            durable = journal.append(encode(key, changed));
            compactWhenDue();
        } finally {
            writing.unlock();
        }
        durable.join();
        return changed;
    }

    /** Counts the writes; the log sequence number of the session tokens. */
    long sequence() {
        return sequence.get();
    }

    @Override
    public void close() {
        journal.close();
    }

    private ObjectNode stamp(Key key, ObjectNode body, @Nullable Resource found) {
        var number = sequence.incrementAndGet();
        var now = clock.instant();
        body.put("_rid", found == null ? rid(key) : found.rid());
        body.put("_etag", "\"%016x-%08x\"".formatted(number, now.getEpochSecond()));
        body.put("_ts", now.getEpochSecond());
        return body;
    }

    private String rid(Key key) {
        if (key.isItem()) {
            return Rids.item(rid(Key.database(key.database()).container(key.container()), key), sequence.get());
        }
        return key.isContainer()
                ? Rids.container(rid(Key.database(key.database()), key), sequence.intValue())
                : Rids.database(sequence.intValue());
    }

    private String rid(Key owner, Key of) {
        var found = resources.get(owner);
        if (found == null) {
            throw new IllegalStateException("The owner of " + of + " is gone");
        }
        return found.rid();
    }

    private void remove(Key key) {
        resources.remove(key);
        if (!key.isItem()) {
            resources.keySet().removeIf(other -> other.isUnder(key));
        }
    }

    private void compactWhenDue() {
        if (journal.size() < compactAt || !compaction.isDone()) {
            return;
        }
        var records = new ArrayList<byte[]>();
        var bytes = 0L;
        for (var resource : list(key -> true)) {
            var record = encode(resource.key(), resource);
            records.add(record);
            bytes += record.length;
        }
        resources.values().removeIf(resource -> resource.key().isItem() && find(resource.key()) == null);
        compaction = journal.replace(records);
        compactAt = Math.max(COMPACT_FROM_BYTES, bytes * 4);
    }

    private byte[] encode(Key key, @Nullable Resource resource) {
        var entry = Json.lenient().createObjectNode();
        entry.put("n", sequence.get())
                .put("d", key.database())
                .put("c", key.container())
                .put("p", key.partition())
                .put("i", key.item());
        if (resource != null) {
            entry.set("v", resource.body());
        }
        return Json.writeBytes(entry);
    }

    private void replay(byte[] record) {
        try {
            var entry = Json.lenient().readTree(record);
            var key = new Key(
                    entry.path("d").asText(),
                    entry.path("c").asText(),
                    entry.path("p").asText(),
                    entry.path("i").asText());
            sequence.accumulateAndGet(entry.path("n").asLong(), Math::max);
            if (entry.get("v") instanceof ObjectNode body) {
                resources.put(key, new Resource(key, body));
            } else {
                remove(key);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
