package io.signalbeam.functions.testing;

import io.signalbeam.functions.twin.Twin;
import io.signalbeam.functions.twin.TwinStore;
import io.signalbeam.shared.id.DeviceId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Twins in a map, the newest of each device. */
public final class MemoryTwins implements TwinStore {
    private final Map<DeviceId, Twin> twins = new ConcurrentHashMap<>();

    @Override
    public Optional<Twin> read(DeviceId device) {
        return Optional.ofNullable(twins.get(device));
    }

    @Override
    public void write(Twin twin) {
        twins.merge(twin.id(), twin, (there, wanted) -> wanted.notOlderThan(there) ? wanted : there);
    }

    /** As if the store had been lost, or the document damaged. */
    public void lose(DeviceId device) {
        twins.remove(device);
    }
}
