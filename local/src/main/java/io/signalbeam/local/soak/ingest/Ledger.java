package io.signalbeam.local.soak.ingest;

import io.signalbeam.shared.id.DeviceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the broker has acknowledged to the senders, each event once. */
final class Ledger {
    private final Map<UUID, Entry> entries = new HashMap<>();

    /** @param time when it was recorded, to the millisecond */
    record Entry(UUID id, DeviceId device, Instant time) {}

    synchronized void acknowledged(List<Entry> batch) {
        batch.forEach(entry -> entries.put(entry.id(), entry));
    }

    synchronized int size() {
        return entries.size();
    }

    synchronized List<Entry> entries() {
        return new ArrayList<>(entries.values());
    }
}
