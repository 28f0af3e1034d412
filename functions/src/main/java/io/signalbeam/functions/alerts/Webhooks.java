package io.signalbeam.functions.alerts;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.functions.secrets.SecretVault;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import java.net.URI;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;

/** Makes, shows and deletes webhooks. Their secrets are shown once and lie in the vault alone. */
final class Webhooks {
    private static final int MOST = 10;

    private final Transactions transactions;
    private final SecretVault vault;
    private final AuditTrail audit;
    private final boolean allowPrivate;
    private final InstantSource clock;

    Webhooks(Transactions transactions, SecretVault vault, AuditTrail audit, Settings settings, InstantSource clock) {
        this.transactions = transactions;
        this.vault = vault;
        this.audit = audit;
        this.allowPrivate = settings.webhooks().allowPrivate();
        this.clock = clock;
    }

    /** @param secret {@code whsec_…}; this answer alone has it */
    record Created(@JsonUnwrapped Webhook webhook, String secret) {
        @Override
        public String toString() {
            return "Created[" + webhook + ", ***]";
        }
    }

    Paged<Webhook> list(TenantId tenant, Page page) {
        return transactions.inTenant(tenant, tx -> WebhooksSql.ROWS.list(tx, tenant, page));
    }

    Outcome<Created> create(Person person, TenantId tenant, NewWebhook wish) {
        return Outcome.unless(
                wish.problem(allowPrivate),
                () -> transactions.inTenant(tenant, tx -> {
                    if (WebhooksSql.ROWS.count(tx, tenant) >= MOST) {
                        return Outcome.conflict(
                                ErrorCode.QUOTA_EXCEEDED, "A tenant has at most " + MOST + " alert webhooks.");
                    }
                    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
                    var id = UuidV7.at(now);
                    if (WebhooksSql.ROWS.nameTaken(tx, tenant, wish.name(), id)) {
                        return nameTaken(wish.name());
                    }
                    var webhook = new Webhook(
                            id,
                            wish.name(),
                            wish.url(),
                            wish.minSeverity() == null ? Severity.Info : wish.minSeverity(),
                            person.actor(),
                            now,
                            null,
                            null,
                            null,
                            null);
                    var secret = WebhookSecret.random();
                    // Before the row: a secret that no row names does no harm.
                    var version = vault.put(WebhookSecret.vaultName(tenant, webhook.id()), secret.text());
                    if (!WebhooksSql.insert(tx, tenant, webhook, version)) {
                        return nameTaken(wish.name());
                    }
                    // Not the path: it may be a secret of the receiver's.
                    audit.record(
                            tx,
                            person,
                            "alert-webhook.create",
                            "alert-webhook",
                            webhook.id().toString(),
                            Map.of(
                                    "name", webhook.name(),
                                    "host", URI.create(webhook.url()).getHost(),
                                    "minSeverity", webhook.minSeverity()));
                    return Outcome.done(new Created(webhook, secret.text()));
                }));
    }

    /** What was still to be told there is not told any more. */
    Outcome<UUID> delete(Person person, TenantId tenant, UUID id) {
        return transactions.inTenant(tenant, tx -> {
            if (!WebhooksSql.ROWS.delete(tx, tenant, id)) {
                return Outcome.notFound("alert webhook", id);
            }
            audit.record(tx, person, "alert-webhook.delete", "alert-webhook", id.toString(), Map.of());
            transactions.afterCommit(() -> vault.delete(WebhookSecret.vaultName(tenant, id)));
            return Outcome.done(id);
        });
    }

    private static <T> Outcome<T> nameTaken(String name) {
        return Outcome.conflict(ErrorCode.NAME_TAKEN, "There is another alert webhook with the name " + name + ".");
    }
}
