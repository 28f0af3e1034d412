package io.signalbeam.functions.people;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.access.Role;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.ExpectedRevision;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Lets people into a tenant and out of it. One admin by name always stays: roles in tokens are the provider's to take
 * away, and a tenant without an admin could be helped by nobody in it.
 */
final class Members {
    private final Transactions transactions;
    private final AuditTrail audit;
    private final InstantSource clock;

    Members(Transactions transactions, AuditTrail audit, InstantSource clock) {
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    Paged<Member> list(TenantId tenant, Page page) {
        return transactions.inTenant(tenant, tx -> MembersSql.list(tx, tenant, page));
    }

    Outcome<Member> add(Person person, TenantId tenant, NewMember wanted) {
        var refusal = wanted.problems().refusal();
        if (refusal.isPresent()) {
            return Outcome.refused(refusal.get());
        }
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var issuer = Objects.requireNonNullElse(wanted.issuer(), person.issuer());
        var member = new Member(
                UuidV7.at(now), issuer, wanted.subject(), wanted.email(), wanted.role(), now, person.actor(), 1);
        return transactions.inTenant(tenant, tx -> {
            if (!MembersSql.issuerLeadsHere(tx, tenant, issuer)) {
                return Outcome.invalid("issuer", "reference", "This tenant's people do not sign in there.");
            }
            if (!MembersSql.insert(tx, tenant, member)) {
                return Outcome.conflict(ErrorCode.CONFLICT, member.shown() + " is there already.");
            }
            record(tx, person, "person.add", member, Map.of("person", member.shown(), "role", member.role()));
            return Outcome.done(member);
        });
    }

    Outcome<Member> change(Person person, TenantId tenant, UUID id, MemberChange change, ExpectedRevision expected) {
        return transactions.inTenant(tenant, tx -> {
            var admins = MembersSql.lockAdmins(tx, tenant);
            return found(tx, tenant, id).flatMap(member -> {
                if (!expected.accepts(member.revision())) {
                    return Outcome.refused(new Refusal.Stale("The person was changed since they were read."));
                }
                if (change.role() != Role.Admin && admins.equals(List.of(id))) {
                    return lastAdmin();
                }
                MembersSql.setRole(tx, tenant, id, change.role());
                var details = Map.of("person", member.shown(), "from", member.role(), "to", change.role());
                record(tx, person, "person.change-role", member, details);
                return found(tx, tenant, id);
            });
        });
    }

    Outcome<UUID> remove(Person person, TenantId tenant, UUID id) {
        return transactions.inTenant(tenant, tx -> {
            var admins = MembersSql.lockAdmins(tx, tenant);
            return found(tx, tenant, id).flatMap(member -> {
                if (admins.equals(List.of(id))) {
                    return lastAdmin();
                }
                MembersSql.delete(tx, tenant, id);
                record(tx, person, "person.remove", member, Map.of("person", member.shown(), "role", member.role()));
                return Outcome.done(id);
            });
        });
    }

    private static <T> Outcome<T> lastAdmin() {
        return Outcome.conflict(ErrorCode.LAST_ADMIN, "Make somebody else an admin first.");
    }

    private static Outcome<Member> found(Handle tx, TenantId tenant, UUID id) {
        return MembersSql.find(tx, tenant, id).map(Outcome::done).orElseGet(() -> Outcome.notFound("person", id));
    }

    private void record(Handle tx, Person person, String action, Member member, Map<String, ?> details) {
        audit.record(tx, person, action, "person", member.id().toString(), details);
    }
}
