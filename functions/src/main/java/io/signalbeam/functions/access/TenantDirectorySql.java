package io.signalbeam.functions.access;

import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks the one function of the schema that answers before a tenant is known. */
public final class TenantDirectorySql implements TenantDirectory {
    private final Transactions transactions;

    public TenantDirectorySql(Transactions transactions) {
        this.transactions = transactions;
    }

    private record Found(Membership membership, @Nullable UUID invitation) {}

    @Override
    public Optional<Membership> find(String issuer, String claim, String subject, @Nullable String verifiedEmail) {
        var found = transactions.<Optional<Found>>beforeTenant(tx -> tx.createQuery("""
                        select tenant_id, tenant_name, role, invitation
                        from tenant_of_person(:issuer, :claim, :subject, :email)
                        """)
                .bind("issuer", issuer)
                .bind("claim", claim)
                .bind("subject", subject)
                .bind("email", verifiedEmail)
                .map((row, context) -> new Found(
                        new Membership(
                                new TenantScope(
                                        new TenantId(row.getObject("tenant_id", UUID.class)),
                                        row.getString("tenant_name")),
                                row.getString("role") == null ? null : Role.valueOf(row.getString("role"))),
                        row.getObject("invitation", UUID.class)))
                .findOne());
        found.filter(taker -> taker.invitation() != null).ifPresent(taker -> takeUp(taker, issuer, subject));
        return found.map(Found::membership);
    }

    /** From now on it is the subject's, whoever has the mail address later. Done again, it changes nothing. */
    private void takeUp(Found found, String issuer, String subject) {
        var tenant = found.membership().tenant().id();
        int unused = transactions.<Integer>inTenant(
                tenant,
                tx -> tx.createUpdate("""
                        update tenant_people set subject = :subject, revision = revision + 1
                        where tenant_id = :tenant and id = :id and subject is null and not exists (
                            select from tenant_people o
                            where o.tenant_id = :tenant and o.issuer = :issuer and o.subject = :subject)
                        """)
                        .bind("tenant", tenant.value())
                        .bind("id", found.invitation())
                        .bind("issuer", issuer)
                        .bind("subject", subject)
                        .execute());
    }
}
