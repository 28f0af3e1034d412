package io.signalbeam.functions.secrets;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.desired.SecretRef;
import io.signalbeam.shared.id.TenantId;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps a tenant's logins at registries, one a registry, as secrets that no manifest names: devices get them whose desired
 * state pulls from there.
 */
final class RegistryCredentials {
    private final Transactions transactions;
    private final SecretVault vault;
    private final TellDevices tell;
    private final AuditTrail audit;
    private final InstantSource clock;

    RegistryCredentials(
            Transactions transactions, SecretVault vault, TellDevices tell, AuditTrail audit, InstantSource clock) {
        this.transactions = transactions;
        this.vault = vault;
        this.tell = tell;
        this.audit = audit;
        this.clock = clock;
    }

    Paged<RegistryCredentialView> list(TenantId tenant, Page page) {
        return transactions.inTenant(tenant, tx -> RegistrySql.list(tx, tenant, page));
    }

    /** Every call is a new version, with which devices try again what they have given up. */
    Outcome<RegistryCredentialView> put(Person person, TenantId tenant, String host, NewRegistryCredential wish) {
        return Outcome.unless(
                wish.problem(host),
                () -> transactions.inTenant(tenant, tx -> {
                    var name = SecretRef.registry(host);
                    SecretsSql.lock(tx, tenant, name);
                    // Before the row: a version that nobody names does no harm.
                    var version =
                            vault.put(VaultName.of(tenant, name), wish.login().text());
                    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
                    SecretsSql.put(tx, tenant, name, version, person.actor(), now);
                    RegistrySql.name(tx, tenant, name, wish.username());
                    var view = RegistrySql.find(tx, tenant, host).orElseThrow();
                    audit.record(
                            tx,
                            person,
                            "registry-credential.put",
                            "registry",
                            host,
                            Map.of("username", wish.username(), "version", view.version()));
                    tell.of(tx, tenant, name);
                    return Outcome.done(view);
                }));
    }

    /** Also one that is in use: what is there goes on running, and pulls go on without it. */
    Outcome<String> delete(Person person, TenantId tenant, String host) {
        return transactions.inTenant(tenant, tx -> {
            var name = SecretRef.registry(host);
            SecretsSql.lock(tx, tenant, name);
            Optional<RegistryCredentialView> there = RegistrySql.find(tx, tenant, host);
            if (there.isEmpty()) {
                return Outcome.notFound("registry credential", host);
            }
            vault.delete(VaultName.of(tenant, name));
            SecretsSql.delete(tx, tenant, name, person.actor(), clock.instant().truncatedTo(ChronoUnit.MILLIS));
            audit.record(tx, person, "registry-credential.delete", "registry", host, Map.of());
            tell.of(tx, tenant, name);
            return Outcome.done(host);
        });
    }
}
