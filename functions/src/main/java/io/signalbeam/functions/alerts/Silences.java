package io.signalbeam.functions.alerts;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;

/** Makes, shows and ends silences. None is ever deleted by hand: who silenced what stays to be seen for a while. */
final class Silences {
    /** Every alert of an evaluation is held against each of them. */
    private static final int MOST = 100;

    private final Transactions transactions;
    private final AuditTrail audit;
    private final InstantSource clock;

    Silences(Transactions transactions, AuditTrail audit, InstantSource clock) {
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    Paged<Silence> list(TenantId tenant, Page page) {
        return transactions.inTenant(tenant, tx -> SilencesSql.list(tx, tenant, page, clock.instant()));
    }

    Outcome<Silence> create(Person person, TenantId tenant, NewSilence wish) {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return Outcome.unless(
                wish.problem(now),
                () -> transactions.inTenant(tenant, tx -> {
                    if (SilencesSql.live(tx, tenant, now).size() >= MOST) {
                        return Outcome.conflict(
                                ErrorCode.QUOTA_EXCEEDED, "A tenant has at most " + MOST + " silences at a time.");
                    }
                    var selector = wish.selector();
                    var from = wish.startsAt() == null || wish.startsAt().isBefore(now) ? now : wish.startsAt();
                    var silence = new Silence(
                            UuidV7.at(now),
                            wish.ruleId(),
                            selector == null ? "" : RuleInput.selector(selector).toString(),
                            from,
                            wish.endsAt(),
                            wish.comment() == null ? "" : wish.comment(),
                            person.actor(),
                            now,
                            Silence.State.of(from, wish.endsAt(), now));
                    SilencesSql.insert(tx, tenant, silence);
                    audit.record(
                            tx,
                            person,
                            "alert-silence.create",
                            "alert-silence",
                            silence.id().toString(),
                            Map.of(
                                    "rule",
                                            silence.ruleId() == null
                                                    ? ""
                                                    : silence.ruleId().toString(),
                                    "selector", silence.selector(),
                                    "endsAt", silence.endsAt().toString(),
                                    "comment", silence.comment()));
                    return Outcome.done(silence);
                }));
    }

    /** Ends it now; what ended already stays ended when it did. */
    Outcome<UUID> expire(Person person, TenantId tenant, UUID id) {
        return transactions.inTenant(tenant, tx -> {
            if (!SilencesSql.expire(tx, tenant, id, clock.instant())) {
                return Outcome.notFound("alert silence", id);
            }
            audit.record(tx, person, "alert-silence.expire", "alert-silence", id.toString(), Map.of());
            return Outcome.done(id);
        });
    }
}
