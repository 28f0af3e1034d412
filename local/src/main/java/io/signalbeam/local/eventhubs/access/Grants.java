package io.signalbeam.local.eventhubs.access;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The tokens that one connection has handed in; a newer one for the same audience replaces the older. */
public final class Grants {
    private final Map<EntityPath, Grant> byAudience = new HashMap<>();

    public void put(EntityPath audience, Grant grant) {
        byAudience.put(audience, grant);
    }

    public boolean allow(Right right, EntityPath entity, Instant now) {
        return byAudience.values().stream().anyMatch(grant -> grant.allows(right, entity, now));
    }

    /** When the next token runs out. Forgets those that have. */
    public Optional<Instant> nextExpiry(Instant now) {
        byAudience.values().removeIf(grant -> !now.isBefore(grant.expires()));
        return byAudience.values().stream().map(Grant::expires).min(Instant::compareTo);
    }
}
