package io.signalbeam.functions.intake;

import io.signalbeam.shared.id.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers active devices for half a minute, so that a revocation holds well within the minute that is promised. Devices
 * that are unknown or disabled are asked for each time: what was enrolled or enabled a moment ago is let in at once.
 */
public final class CachedDeviceDirectory implements DeviceDirectory {
    static final Duration KEEP = Duration.ofSeconds(30);
    private static final int SWEEP_ABOVE = 200_000;

    private final DeviceDirectory source;
    private final InstantSource clock;
    private final Map<DeviceId, Entry> entries = new ConcurrentHashMap<>();

    private record Entry(KnownDevice device, Instant until) {}

    public CachedDeviceDirectory(DeviceDirectory source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    @Override
    public Map<DeviceId, KnownDevice> find(Set<DeviceId> ids) {
        var now = clock.instant();
        var found = new HashMap<DeviceId, KnownDevice>();
        var missing = new HashSet<DeviceId>();
        for (var id : ids) {
            var entry = entries.get(id);
            if (entry != null && now.isBefore(entry.until)) {
                found.put(id, entry.device);
            } else {
                missing.add(id);
            }
        }
        if (!missing.isEmpty()) {
            if (entries.size() > SWEEP_ABOVE) {
                entries.values().removeIf(entry -> !now.isBefore(entry.until));
            }
            var until = now.plus(KEEP);
            for (var fresh : source.find(missing).entrySet()) {
                found.put(fresh.getKey(), fresh.getValue());
                if (fresh.getValue().active()) {
                    entries.put(fresh.getKey(), new Entry(fresh.getValue(), until));
                }
            }
        }
        return found;
    }
}
