package io.signalbeam.local.eventhubs.access;

import java.time.Instant;
import java.util.Set;

/** What an accepted token allows, where, and until when. */
public record Grant(EntityPath path, Set<Right> rights, Instant expires) {
    public Grant {
        rights = Set.copyOf(rights);
    }

    boolean allows(Right right, EntityPath entity, Instant now) {
        return now.isBefore(expires)
                && path.covers(entity)
                && (rights.contains(right) || rights.contains(Right.MANAGE));
    }
}
