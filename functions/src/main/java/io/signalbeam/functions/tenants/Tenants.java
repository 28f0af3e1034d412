package io.signalbeam.functions.tenants;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes and lists tenants. */
public final class Tenants {
    private final Transactions transactions;
    private final AuditTrail audit;
    private final Settings.Access access;
    private final InstantSource clock;

    public Tenants(Transactions transactions, AuditTrail audit, Settings settings, InstantSource clock) {
        this.transactions = transactions;
        this.audit = audit;
        this.access = settings.access();
        this.clock = clock;
    }

    public TenantView.Listing list() {
        return new TenantView.Listing(transactions.asService(TenantSql::list));
    }

    /** Makes the tenant, the way that its people's tokens lead to it, and its first admin. */
    public Outcome<TenantView> create(Person person, NewTenant wanted) {
        var refusal = check(wanted).refusal();
        if (refusal.isPresent()) {
            return Outcome.refused(refusal.get());
        }
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var made = new TenantView(
                new TenantId(UuidV7.at(now)),
                wanted.name(),
                Objects.requireNonNullElse(wanted.displayName(), wanted.name()),
                now,
                List.of(new TenantView.Issuer(wanted.issuer(), wanted.claimValue())),
                TenantState.Active,
                null);
        return transactions.asService(tx -> {
            if (!TenantSql.insert(tx, made.id(), made.name(), made.displayName(), now)) {
                return Outcome.conflict(ErrorCode.NAME_TAKEN, "Another tenant is called " + made.name() + ".");
            }
            if (!TenantSql.addIssuer(tx, made.id(), wanted.issuer(), wanted.claimValue())) {
                return Outcome.conflict(ErrorCode.CONFLICT, "This issuer and claim lead to another tenant already.");
            }
            TenantSql.addAdmin(tx, made.id(), wanted.issuer(), wanted.admin(), person.actor());
            audit.record(
                    tx,
                    made.id(),
                    person.actor(),
                    "tenant.create",
                    "tenant",
                    made.id().toString(),
                    Map.of("name", made.name(), "admin", wanted.admin().subject()));
            return Outcome.done(made);
        });
    }

    private FieldErrors check(NewTenant wanted) {
        var errors = new FieldErrors()
                .dnsLabel("name", wanted.name())
                .length("displayName", wanted.displayName(), 1, 200)
                .length("issuer", wanted.issuer(), 1, 500)
                .length("claimValue", wanted.claimValue(), 1, 200)
                .length("admin.subject", wanted.admin().subject(), 1, 200)
                .length("admin.email", wanted.admin().email(), 1, 320);
        if (access.issuers().stream().noneMatch(known -> known.issuer().equals(wanted.issuer()))) {
            errors.add("issuer", "reference", "It is not one of the issuers in the app's settings.");
        }
        return errors;
    }
}
