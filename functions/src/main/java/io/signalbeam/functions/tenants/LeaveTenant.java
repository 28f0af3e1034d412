package io.signalbeam.functions.tenants;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.functions.twin.ProjectTwins;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Has a tenant leave: nobody of it is let in from the answer on. Takes that back as long as nothing was removed. */
public final class LeaveTenant {
    /** What was let in before, or is remembered somewhere for half a minute, has ended by then. */
    private static final Duration LEAST_GRACE = Duration.ofMinutes(10);

    private final Transactions transactions;
    private final ProjectTwins projectTwins;
    private final AuditTrail audit;
    private final Duration grace;
    private final InstantSource clock;

    LeaveTenant(
            Transactions transactions,
            ProjectTwins projectTwins,
            AuditTrail audit,
            Settings settings,
            InstantSource clock) {
        this.transactions = transactions;
        this.projectTwins = projectTwins;
        this.audit = audit;
        this.grace = Duration.ofDays(settings.retention().tenantGraceDays());
        this.clock = clock;
    }

    /**
     * Asked for again, it changes nothing.
     *
     * @param name of the tenant, once more, so that a wrong id ends nobody's service
     */
    public Outcome<TenantView> leave(Person person, TenantId tenant, Optional<String> name) {
        return transactions.asService(tx -> {
            var there = TenantSql.lock(tx, tenant);
            if (there.isEmpty()) {
                return Outcome.notFound("tenant", tenant);
            }
            var view = there.get();
            var refusal = check(view, name).refusal();
            if (refusal.isPresent()) {
                return Outcome.refused(refusal.get());
            }
            if (view.state() != TenantState.Active) {
                return Outcome.done(view);
            }
            var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            var removalAt = now.plus(grace.compareTo(LEAST_GRACE) < 0 ? LEAST_GRACE : grace);
            TenantSql.leave(tx, tenant, person.issuer() + "#" + person.subject(), now, removalAt);
            return Outcome.done(
                    changed(tx, person, tenant, "tenant.delete", Map.of("removalAt", removalAt.toString())));
        });
    }

    public Outcome<TenantView> restore(Person person, TenantId tenant) {
        return transactions.asService(tx -> {
            var there = TenantSql.lock(tx, tenant);
            if (there.isEmpty()) {
                return Outcome.notFound("tenant", tenant);
            }
            return switch (there.get().state()) {
                case Active -> Outcome.done(there.get());
                case Leaving -> {
                    TenantSql.comeBack(tx, tenant);
                    yield Outcome.done(changed(tx, person, tenant, "tenant.restore", Map.of()));
                }
                case Removing, Gone ->
                    Outcome.conflict(ErrorCode.CONFLICT, "Its time to come back is over: its data is being removed.");
            };
        });
    }

    /** Its devices learn it from their twins. */
    private TenantView changed(Handle tx, Person person, TenantId tenant, String action, Map<String, String> details) {
        projectTwins.afterCommit(TenantSettingsSql.queueDevices(tx, tenant));
        audit.record(tx, tenant, person.actor(), action, "tenant", tenant.toString(), details);
        return TenantSql.lock(tx, tenant).orElseThrow();
    }

    private static FieldErrors check(TenantView tenant, Optional<String> name) {
        var errors = new FieldErrors();
        if (name.isEmpty()) {
            errors.add("name", "required", "Name the tenant once more, by its name.");
        } else if (tenant.state() != TenantState.Gone && !name.get().equals(tenant.name())) {
            errors.add("name", "reference", "The tenant of this id has another name.");
        }
        return errors;
    }
}
