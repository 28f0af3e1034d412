package io.signalbeam.functions.tenants;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.functions.twin.ProjectTwins;
import io.signalbeam.shared.id.TenantId;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a tenant's admins decide for all of its devices. */
public final class TenantSettings {
    private final Transactions transactions;
    private final ProjectTwins projectTwins;
    private final AuditTrail audit;

    public TenantSettings(Transactions transactions, ProjectTwins projectTwins, AuditTrail audit) {
        this.transactions = transactions;
        this.projectTwins = projectTwins;
        this.audit = audit;
    }

    /** What a caller asks to change; absent stays as it is. */
    public record Change(
            @Nullable Boolean requireSignedRequests,
            @Nullable Boolean requireSignedBundles) {}

    /**
     * @param requireSignedRequests whether a device's requests must carry the signature of its own key
     * @param requireSignedBundles whether devices refuse bundles without a signature; one that has learnt so stays with it
     * @param devicesWithoutSigningKey active devices that brought no signing key, and are refused while it is required
     */
    public record View(
            TenantId id,
            String name,
            String displayName,
            boolean requireSignedRequests,
            boolean requireSignedBundles,
            int devicesWithoutSigningKey) {}

    public Outcome<View> read(TenantId tenant) {
        return Outcome.done(transactions.inTenant(tenant, tx -> TenantSettingsSql.read(tx, tenant)));
    }

    /** Holds from the answer on for the first devices, and for all of them when their twins are written. */
    public Outcome<View> change(Person person, TenantId tenant, Change change) {
        var wanted = new TreeMap<String, Boolean>();
        if (change.requireSignedRequests() != null) {
            wanted.put("requireSignedRequests", change.requireSignedRequests());
        }
        if (change.requireSignedBundles() != null) {
            wanted.put("requireSignedBundles", change.requireSignedBundles());
        }
        if (wanted.isEmpty()) {
            return Outcome.refused(new FieldErrors()
                    .add("", "required", "Send requireSignedRequests or requireSignedBundles.")
                    .refusal()
                    .orElseThrow());
        }
        return transactions.inTenant(tenant, tx -> {
            if (TenantSettingsSql.change(tx, tenant, change)) {
                projectTwins.afterCommit(TenantSettingsSql.queueDevices(tx, tenant));
                audit.record(tx, tenant, person.actor(), "tenant.change", "tenant", tenant.toString(), wanted);
            }
            return Outcome.done(TenantSettingsSql.read(tx, tenant));
        });
    }
}
