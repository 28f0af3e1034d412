package io.signalbeam.functions.testing;

import io.signalbeam.functions.audit.AuditAnchors;
import io.signalbeam.shared.id.TenantId;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Anchors by day, as the blobs keep them. */
public final class MemoryAnchors implements AuditAnchors {
    private final Map<TenantId, TreeMap<LocalDate, Anchor>> kept = new ConcurrentHashMap<>();

    @Override
    public void keep(TenantId tenant, Anchor anchor) {
        var days = kept.computeIfAbsent(tenant, key -> new TreeMap<>());
        days.merge(
                anchor.at().atZone(ZoneOffset.UTC).toLocalDate(),
                anchor,
                (before, now) -> before.position() >= now.position() ? before : now);
    }

    @Override
    public List<Anchor> read(TenantId tenant) {
        return List.copyOf(kept.getOrDefault(tenant, new TreeMap<>()).values());
    }
}
