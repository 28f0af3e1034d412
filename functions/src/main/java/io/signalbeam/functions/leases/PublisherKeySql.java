package io.signalbeam.functions.leases;

import io.signalbeam.functions.leases.PublisherKeyCare.State;
import io.signalbeam.functions.leases.PublisherPolicy.Slot;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table {@code publisher_keys}: which of a policy's keys is in use and since when, and none of the keys. */
final class PublisherKeySql {
    private static final long LOCK = 0x5075_626c_6973_684bL;

    private PublisherKeySql() {}

    /** Nobody else looks after the keys until the transaction ends. */
    static void lock(Handle tx) {
        tx.createQuery("select pg_advisory_xact_lock(:lock)")
                .bind("lock", LOCK)
                .mapTo(String.class)
                .findOne();
    }

    static Optional<State> find(Handle tx, String secret) {
        return tx.createQuery("select in_use, since, spare_busy_until from publisher_keys where secret = :secret")
                .bind("secret", secret)
                .map((row, context) -> {
                    var busyUntil = row.getObject("spare_busy_until", OffsetDateTime.class);
                    return new State(
                            Slot.valueOf(row.getString("in_use")),
                            row.getObject("since", OffsetDateTime.class).toInstant(),
                            busyUntil == null ? null : busyUntil.toInstant());
                })
                .findOne();
    }

    static void put(Handle tx, String secret, State state) {
        tx.createUpdate("insert into publisher_keys (secret, in_use, since, spare_busy_until)"
                        + " values (:secret, :slot, :since, :busy) on conflict (secret) do update set in_use = excluded.in_use, since = excluded.since,"
                        + " spare_busy_until = excluded.spare_busy_until")
                .bind("secret", secret)
                .bind("slot", state.inUse().name())
                .bind("since", state.since())
                .bind("busy", state.spareBusyUntil())
                .execute();
    }
}
