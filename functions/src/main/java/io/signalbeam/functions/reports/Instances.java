package io.signalbeam.functions.reports;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which starts of the agent a device's reports come from, and whether two of them live at the same time. An agent makes a
 * new instance at each start, so that a restart, a reinstallation and a restored backup bring one that was never seen; one
 * that comes back after another took its place was alive all the while. Coming back twice within a day is a clone: once
 * may be a process that was frozen and thawed with its machine. Pure.
 *
 * @param seen the newest first; times are the cloud's own, of receipt
 * @param returnedAt when one last came back; null before the first time
 * @param clonedAt since when the identity is known to be used twice; stays until somebody deals with it
 */
record Instances(
        List<Seen> seen,
        @Nullable Instant returnedAt,
        @Nullable Instant clonedAt) {
    static final Instances NONE = new Instances(List.of(), null, null);

    private static final int REMEMBERED = 8;
    /** Event Hubs and HTTPS have two clocks, and a report may pass another on the way. */
    private static final Duration SLACK = Duration.ofSeconds(30);

    private static final Duration TWICE_WITHIN = Duration.ofDays(1);

    Instances {
        seen = List.copyOf(seen);
    }

    /**
     * @param host as the report names it, for people
     * @param since when it took the place of the one before
     */
    record Seen(String id, String host, Instant since) {}

    /** After a report of this instance; the same object when it changes nothing. */
    Instances after(String id, String host, Instant at) {
        if (seen.isEmpty()) {
            return new Instances(List.of(new Seen(id, host, at)), returnedAt, clonedAt);
        }
        var newest = seen.getFirst();
        if (newest.id().equals(id)) {
            return this;
        }
        boolean known = seen.stream().anyMatch(other -> other.id().equals(id));
        // What it said before it was replaced may arrive after.
        if (at.isBefore(newest.since().plus(known ? SLACK : Duration.ZERO))) {
            return this;
        }
        var next = new ArrayList<Seen>();
        next.add(new Seen(id, host, at));
        seen.stream()
                .filter(other -> !other.id().equals(id))
                .limit(REMEMBERED - 1)
                .forEach(next::add);
        if (!known) {
            return new Instances(next, returnedAt, clonedAt);
        }
        boolean again = returnedAt != null && Duration.between(returnedAt, at).compareTo(TWICE_WITHIN) <= 0;
        return new Instances(next, at, clonedAt == null && again ? at : clonedAt);
    }
}
