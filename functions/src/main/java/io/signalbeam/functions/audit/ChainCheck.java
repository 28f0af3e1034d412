package io.signalbeam.functions.audit;

import io.signalbeam.functions.audit.Finding.Kind;
import io.signalbeam.shared.id.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Goes along one tenant's chain, row by row, and finds what was altered, removed, moved or written anew. Each row
 * remembers the hash before it, so that a row which was altered together with its own hash is named itself, and not the
 * one after it.
 */
final class ChainCheck {
    private static final int MOST_FINDINGS = 1_000;

    private final TenantId tenant;
    private final List<Finding> findings = new ArrayList<>();
    /** First and last place of each gap so far: a row that comes later may be one of them. */
    private final TreeMap<Long, Long> gaps = new TreeMap<>();

    private Head last;
    private @Nullable UUID lastId;
    private long rows;

    /** @param start where the rows begin after; it is taken as true */
    ChainCheck(TenantId tenant, Head start) {
        this.tenant = tenant;
        this.last = start;
    }

    /** The next row as it is now. */
    void row(Link link, AuditEntry entry) {
        rows++;
        if (link.position() <= last.position()) {
            behind(link.position(), entry.id());
            return;
        }
        boolean sound =
                ChainHash.hash(tenant, link.position(), link.previous(), entry).equals(link.hash());
        if (!sound) {
            find(Kind.Altered, link.position(), entry.id(), "Its content is not what was sealed.");
        }
        advance(link, entry.id(), sound);
    }

    /** A place in the chain whose row is not there. */
    void missing(Link link, UUID id) {
        find(Kind.Removed, link.position(), id, "The row is gone, its place in the chain is still there.");
        advance(link, id, true);
    }

    /** The chain is known to go exactly this far. */
    void end(Head end) {
        if (end.position() > last.position()) {
            gaps.put(last.position() + 1, end.position());
        } else {
            anchor(end);
        }
    }

    /** Compares with what was written down of this place elsewhere, right when the rows have come to it. */
    void anchor(Head known) {
        if (known.position() == last.position() && !known.hash().equals(last.hash())) {
            find(
                    Kind.Rewritten,
                    known.position(),
                    lastId,
                    "The chain up to here is not the one that was written down.");
        }
    }

    void add(Kind kind, @Nullable Long position, @Nullable UUID id, String message) {
        find(kind, position, id, message);
    }

    Head last() {
        return last;
    }

    long rows() {
        return rows;
    }

    /** Everything found, at most 1,000, in the order of places. */
    List<Finding> findings() {
        var all = new ArrayList<>(findings);
        for (var gap : gaps.entrySet()) {
            var message = gap.getKey().equals(gap.getValue())
                    ? "The row is gone."
                    : "The rows from here to " + gap.getValue() + " are gone.";
            all.add(new Finding(Kind.Removed, gap.getKey(), null, message));
        }
        all.sort((one, other) -> Long.compare(
                one.position() == null ? Long.MAX_VALUE : one.position(),
                other.position() == null ? Long.MAX_VALUE : other.position()));
        return List.copyOf(all.subList(0, Math.min(all.size(), MOST_FINDINGS)));
    }

    private void advance(Link link, UUID id, boolean sound) {
        if (link.position() > last.position() + 1) {
            gaps.put(last.position() + 1, link.position() - 1);
        } else if (sound && !link.previous().equals(last.hash())) {
            if (lastId == null) {
                find(Kind.Rewritten, link.position(), id, "It does not follow from where the check begins.");
            } else {
                find(
                        Kind.Altered,
                        last.position(),
                        lastId,
                        "It was written anew with a hash of its own; the row after it remembers another.");
            }
        }
        last = new Head(link.position(), link.hash());
        lastId = id;
    }

    private void behind(long position, UUID id) {
        Map.Entry<Long, Long> gap = gaps.floorEntry(position);
        if (gap == null || gap.getValue() < position) {
            find(Kind.Repeated, position, id, "There is another row in its place.");
            return;
        }
        gaps.remove(gap.getKey());
        if (gap.getKey() < position) {
            gaps.put(gap.getKey(), position - 1);
        }
        if (gap.getValue() > position) {
            gaps.put(position + 1, gap.getValue());
        }
        find(Kind.Moved, position, id, "It stands after rows that come later.");
    }

    private void find(Kind kind, @Nullable Long position, @Nullable UUID id, String message) {
        if (findings.size() < MOST_FINDINGS) {
            findings.add(new Finding(kind, position, id, message));
        }
    }
}
