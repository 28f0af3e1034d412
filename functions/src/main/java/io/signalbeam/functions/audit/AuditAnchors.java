package io.signalbeam.functions.audit;

import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.util.List;

/**
 * Where the ends of chains are written down outside of the database, so that whoever can write to the one cannot hide what
 * they did to it. Port. Every method throws {@link io.signalbeam.functions.outcome.TransientFailure} when the store does
 * not answer.
 */
public interface AuditAnchors {

    /** A place and its hash, as they were at a time. */
    record Anchor(long position, String hash, Instant at) {}

    /** Keeps the last one of each day (UTC). One that is not beyond what the day has already is ignored. */
    void keep(TenantId tenant, Anchor anchor);

    /** All that are kept, oldest first. */
    List<Anchor> read(TenantId tenant);
}
