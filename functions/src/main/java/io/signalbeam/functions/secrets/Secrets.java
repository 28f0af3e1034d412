package io.signalbeam.functions.secrets;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.label.LabelSyntax;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * Keeps a tenant's secrets. A new value makes a new version, and every device that shall run something with it gets the
 * next generation. The vault is asked inside the transaction, under a lock of this secret: what the row says is in the
 * vault whenever somebody reads the row, and two writers cannot mix a deletion with a new value.
 */
final class Secrets {
    private final Transactions transactions;
    private final SecretVault vault;
    private final TellDevices tell;
    private final AuditTrail audit;
    private final InstantSource clock;

    Secrets(Transactions transactions, SecretVault vault, TellDevices tell, AuditTrail audit, InstantSource clock) {
        this.transactions = transactions;
        this.vault = vault;
        this.tell = tell;
        this.audit = audit;
        this.clock = clock;
    }

    Paged<SecretView> list(TenantId tenant, Page page) {
        return transactions.inTenant(tenant, tx -> SecretsSql.list(tx, tenant, page));
    }

    /** Every call is a new version, with the same value too: nobody learns here what the value was. */
    Outcome<SecretView> put(Person person, TenantId tenant, String name, NewSecret wish) {
        var problem = wish.problem(name);
        if (problem.isPresent()) {
            return Outcome.refused(problem.get());
        }
        return transactions.inTenant(tenant, tx -> {
            SecretsSql.lock(tx, tenant, name);
            // Before the row: a version that nobody names does no harm.
            var version = vault.put(VaultName.of(tenant, name), wish.value());
            SecretsSql.put(
                    tx, tenant, name, version, person.actor(), clock.instant().truncatedTo(ChronoUnit.MILLIS));
            var view = SecretsSql.find(tx, tenant, name).orElseThrow();
            audit.record(tx, person, "secret.put", "secret", name, Map.of("version", view.version()));
            tell.of(tx, tenant, name);
            return Outcome.done(view);
        });
    }

    Outcome<String> delete(Person person, TenantId tenant, String name) {
        if (!LabelSyntax.isDnsLabel(name)) {
            return Outcome.notFound("secret", name);
        }
        return transactions.inTenant(tenant, tx -> {
            SecretsSql.lock(tx, tenant, name);
            if (SecretsSql.find(tx, tenant, name).isEmpty()) {
                return Outcome.notFound("secret", name);
            }
            var user = SecretsSql.user(tx, tenant, name);
            if (user.isPresent()) {
                return Outcome.conflict(ErrorCode.SECRET_IN_USE, "It is named by " + user.get() + ".");
            }
            vault.delete(VaultName.of(tenant, name));
            SecretsSql.delete(tx, tenant, name, person.actor(), clock.instant().truncatedTo(ChronoUnit.MILLIS));
            audit.record(tx, person, "secret.delete", "secret", name, Map.of());
            return Outcome.done(name);
        });
    }
}
