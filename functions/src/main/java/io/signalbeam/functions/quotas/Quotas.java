package io.signalbeam.functions.quotas;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Shows, sets and holds tenants' quotas. */
public final class Quotas {
    private final Transactions transactions;
    private final AuditTrail audit;
    private final Settings.Quotas defaults;

    public Quotas(Transactions transactions, AuditTrail audit, Settings settings) {
        this.transactions = transactions;
        this.audit = audit;
        this.defaults = settings.quotas();
    }

    /**
     * Refuses when the tenant has more than it may. Asked once the new thing is in the transaction and nothing else will
     * make it wait: from here to its end the tenant's makers of such things go one after another, so that each counts
     * what the one before has made, and of two for one place one is refused.
     */
    public Optional<Refusal> refuse(Handle tx, TenantId tenant, Quota quota) {
        QuotaSql.lock(tx, tenant, quota);
        return QuotaSql.read(tx, tenant, defaults)
                .map(view -> view.of(quota))
                .filter(QuotaView.Use::exceeded)
                .map(use -> new Refusal.Conflict(
                        ErrorCode.QUOTA_EXCEEDED,
                        "The quota of %s is %d; with this one there would be %d."
                                .formatted(quota.word(), use.limit(), use.used())));
    }

    /**
     * How many custom metrics the tenant may have, for whoever gives them places: until the transaction ends nobody else
     * of the tenant does.
     */
    public long customMetrics(Handle tx, TenantId tenant) {
        QuotaSql.lock(tx, tenant, Quota.CUSTOM_METRICS);
        return QuotaSql.customMetrics(tx, tenant).orElse((long) defaults.customMetrics());
    }

    public Outcome<QuotaView> read(TenantId tenant) {
        return transactions.inTenant(tenant, tx -> found(tx, tenant));
    }

    /** For platform administrators, of any tenant. */
    public Outcome<QuotaView> readAny(TenantId tenant) {
        return transactions.asService(tx -> found(tx, tenant));
    }

    /** Takes nothing away that is there already. */
    public Outcome<QuotaView> change(Person person, TenantId tenant, QuotaChange change) {
        return Outcome.unless(
                change.check().refusal(),
                () -> transactions.asService(tx -> {
                    if (QuotaSql.read(tx, tenant, defaults).isEmpty()) {
                        return Outcome.notFound("tenant", tenant);
                    }
                    QuotaSql.write(tx, tenant, change);
                    audit.record(
                            tx,
                            tenant,
                            person.actor(),
                            "tenant.set-quotas",
                            "tenant",
                            tenant.toString(),
                            details(change));
                    return found(tx, tenant);
                }));
    }

    private static Map<String, Object> details(QuotaChange change) {
        var details = new HashMap<String, Object>();
        put(details, Quota.DEVICES, change.devices());
        put(details, Quota.BUNDLES, change.bundles());
        put(details, Quota.BUNDLE_BYTES, change.bundleBytes());
        put(details, Quota.CUSTOM_METRICS, change.customMetrics());
        return details;
    }

    private static void put(Map<String, Object> details, Quota quota, @Nullable Integer limit) {
        details.put(quota.word(), limit == null ? "default" : limit);
    }

    private Outcome<QuotaView> found(Handle tx, TenantId tenant) {
        return QuotaSql.read(tx, tenant, defaults)
                .map(Outcome::done)
                .orElseGet(() -> Outcome.notFound("tenant", tenant));
    }
}
