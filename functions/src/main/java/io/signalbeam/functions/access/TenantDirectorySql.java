package io.signalbeam.functions.access;

import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import java.util.Optional;
import java.util.UUID;

/** Asks the one function of the schema that answers before a tenant is known. */
public final class TenantDirectorySql implements TenantDirectory {
    private final Transactions transactions;

    public TenantDirectorySql(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Optional<Membership> find(String issuer, String claim, String subject) {
        return transactions.beforeTenant(tx -> tx.createQuery(
                        "select tenant_id, tenant_name, role from tenant_of_person(:issuer, :claim, :subject)")
                .bind("issuer", issuer)
                .bind("claim", claim)
                .bind("subject", subject)
                .map((row, context) -> new Membership(
                        new TenantScope(
                                new TenantId(row.getObject("tenant_id", UUID.class)), row.getString("tenant_name")),
                        row.getString("role") == null ? null : Role.valueOf(row.getString("role"))))
                .findOne());
    }
}
