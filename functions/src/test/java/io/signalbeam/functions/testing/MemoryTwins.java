package io.signalbeam.functions.testing;

import io.signalbeam.functions.twin.Twin;
import io.signalbeam.functions.twin.TwinLog;
import io.signalbeam.functions.twin.TwinRemoval;
import io.signalbeam.functions.twin.TwinStore;
import io.signalbeam.shared.id.DeviceId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Twins in a map, the newest of each device. */
public final class MemoryTwins implements TwinStore, TwinLog, TwinRemoval {
    private final Map<DeviceId, Twin> twins = new ConcurrentHashMap<>();
    private final List<DeviceId> written = new CopyOnWriteArrayList<>();
    private final AtomicInteger readings = new AtomicInteger();

    @Override
    public Optional<Twin> read(DeviceId device) {
        readings.incrementAndGet();
        return Optional.ofNullable(twins.get(device));
    }

    /** How many times a twin was read. */
    public int readings() {
        return readings.get();
    }

    @Override
    public Changes since(@Nullable String place) {
        int until = written.size();
        int from = place == null ? until : Integer.parseInt(place);
        return new Changes(new HashSet<>(written.subList(from, until)), Integer.toString(until));
    }

    @Override
    public Optional<Twin> write(Twin twin) {
        var kept = twins.merge(twin.id(), twin, (there, wanted) -> wanted.notOlderThan(there) ? wanted : there);
        written.add(twin.id());
        return kept.equals(twin) ? Optional.empty() : Optional.of(kept);
    }

    @Override
    public void delete(DeviceId device) {
        twins.remove(device);
    }

    /** As if the store had been lost, or the document damaged. */
    public void lose(DeviceId device) {
        twins.remove(device);
    }
}
