package io.signalbeam.agent.reconcile;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The setbacks that are not over, by bundle and version. Kept in memory only: after a restart everything is tried at
 * once.
 */
public record Setbacks(Map<Key, Setback> byVersion) {
    public static final Setbacks NONE = new Setbacks(Map.of());

    /** One version of one bundle. */
    public record Key(String bundleId, String manifestDigest) {}

    public Setbacks {
        byVersion = Map.copyOf(byVersion);
    }

    public Optional<Setback> of(Key key) {
        return Optional.ofNullable(byVersion.get(key));
    }

    public Setbacks with(Key key, Setback setback) {
        var next = new HashMap<>(byVersion);
        next.put(key, setback);
        return new Setbacks(next);
    }

    public Setbacks without(Key key) {
        var next = new HashMap<>(byVersion);
        next.remove(key);
        return new Setbacks(next);
    }
}
