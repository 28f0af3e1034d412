package io.signalbeam.functions.outcome;

import java.util.Set;

/**
 * Which revisions of a thing a caller is ready to change: those it has read, or any.
 *
 * @param any true when it did not say
 */
public record ExpectedRevision(boolean any, Set<Long> revisions) {
    public static final ExpectedRevision ANY = new ExpectedRevision(true, Set.of());

    public ExpectedRevision {
        revisions = Set.copyOf(revisions);
    }

    public static ExpectedRevision of(long revision) {
        return new ExpectedRevision(false, Set.of(revision));
    }

    public boolean accepts(long revision) {
        return any || revisions.contains(revision);
    }
}
