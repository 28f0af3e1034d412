package io.signalbeam.functions.parking;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.intake.Intake;
import io.signalbeam.functions.intake.Poison;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.functions.parking.Replayed.Result;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Brings parked events in again, by the same way and the same rules as those that come from the hub. An event keeps its id,
 * and its time moves by exactly what was asked for: the same replay, however often, stores it once. An event that was taken
 * with one shift is refused with another, which would store it twice.
 */
final class ReplayParkedEvents {
    private final ParkingStore store;
    private final Intake.Directory intakes;
    private final Transactions transactions;
    private final AuditTrail audit;
    private final InstantSource clock;

    ReplayParkedEvents(
            ParkingStore store,
            Intake.Directory intakes,
            Transactions transactions,
            AuditTrail audit,
            InstantSource clock) {
        this.store = store;
        this.intakes = intakes;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param shift how much later than it says the event was really recorded; negative for earlier */
    Outcome<Replayed> one(Person person, TenantId tenant, UUID id, Duration shift) {
        // Row-level security says whether it is theirs; what follows runs as ingest does, for all tenants.
        return transactions
                        .inTenant(tenant, tx -> ParkedEventsSql.find(tx, tenant, id))
                        .isEmpty()
                ? Outcome.notFound("parked event", id)
                : transactions.asService(tx -> replay(tx, person, tenant, id, shift));
    }

    /** A page of those that wait, newest first; each in a transaction of its own. */
    Paged<Replayed> many(Person person, TenantId tenant, ParkedFilter filter, Page page, Duration shift) {
        return transactions
                .inTenant(tenant, tx -> ParkedEventsSql.list(tx, tenant, filter.waiting(), page))
                .map(event -> switch (one(person, tenant, UUID.fromString(event.id()), shift)) {
                    case Outcome.Done<Replayed>(Replayed replayed) -> replayed;
                    // Between the list and its turn somebody else deleted it, or replayed it in another way.
                    case Outcome.Refused<Replayed> ignored ->
                        new Replayed(event.id(), Result.Parked, event.reason(), "It has changed meanwhile.");
                });
    }

    private Outcome<Replayed> replay(Handle tx, Person person, TenantId tenant, UUID id, Duration shift) {
        var entry = ParkedEventsSql.lock(tx, tenant, id).orElse(null);
        if (entry == null) {
            return Outcome.notFound("parked event", id);
        }
        var before = entry.event().shiftMillis();
        if (before != null) {
            return before == shift.toMillis()
                    ? Outcome.done(new Replayed(id.toString(), Result.Taken, null, null))
                    : Outcome.conflict(
                            ErrorCode.CONFLICT,
                            "It was taken with a shift of " + before + " ms; another one would store it twice.");
        }
        var document = store.read(entry.blob());
        if (document == null) {
            return Outcome.notFound("parked event", id);
        }
        audit.record(
                tx,
                tenant,
                person.actor(),
                "parked-event.replay",
                "parked-event",
                id.toString(),
                Map.of("shiftMillis", shift.toMillis()));
        ParkedEventsSql.begin(tx);
        var delivery = document.delivery(EventBody.shifted(document.body(), shift));
        var refused = intakes.of(document.hub()).offer(List.of(delivery));
        if (refused.isEmpty()) {
            ParkedEventsSql.replayed(tx, tenant, id, shift, clock.instant());
            return Outcome.done(new Replayed(id.toString(), Result.Taken, null, null));
        }
        // The database may have been who refused it: its transaction is broken off unless it is taken back.
        ParkedEventsSql.undo(tx);
        return Outcome.done(stillParked(tx, tenant, id, refused.getFirst()));
    }

    private static Replayed stillParked(Handle tx, TenantId tenant, UUID id, Poison poison) {
        var reason = poison.reason().word();
        var detail = ParkedDocument.detail(poison);
        ParkedEventsSql.stillParked(tx, tenant, id, reason, detail);
        return new Replayed(id.toString(), Result.Parked, reason, detail);
    }
}
