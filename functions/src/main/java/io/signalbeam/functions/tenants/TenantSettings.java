package io.signalbeam.functions.tenants;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.functions.twin.ProjectTwins;
import io.signalbeam.shared.id.TenantId;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a tenant's admins decide for all of its devices. */
public final class TenantSettings {
    private static final int MOST_DEVICES = 1_000_000;

    private final Transactions transactions;
    private final ProjectTwins projectTwins;
    private final AuditTrail audit;
    private final Settings.Retention retention;

    public TenantSettings(Transactions transactions, ProjectTwins projectTwins, AuditTrail audit, Settings settings) {
        this.transactions = transactions;
        this.projectTwins = projectTwins;
        this.audit = audit;
        this.retention = settings.retention();
    }

    /**
     * What a caller asks to change; absent stays as it is.
     *
     * @param quarantineAfter 0 for the usual rule
     */
    public record Change(
            @Nullable Boolean requireSignedRequests,
            @Nullable Boolean requireSignedBundles,
            @Nullable Integer rawRetentionDays,
            @Nullable Integer quarantineAfter) {}

    /**
     * @param requireSignedRequests whether a device's requests must carry the signature of its own key
     * @param requireSignedBundles whether devices refuse bundles without a signature; one that has learnt so stays with it
     * @param rawRetentionDays how long samples stay in the database; the archive has them for ever
     * @param quarantineAfter on how many devices a version may fail before no further one gets it; null for the usual rule
     * @param devicesWithoutSigningKey active devices that brought no signing key, and are refused while it is required
     */
    public record View(
            TenantId id,
            String name,
            String displayName,
            boolean requireSignedRequests,
            boolean requireSignedBundles,
            int rawRetentionDays,
            @Nullable Integer quarantineAfter,
            int devicesWithoutSigningKey) {}

    public Outcome<View> read(TenantId tenant) {
        return Outcome.done(transactions.inTenant(tenant, tx -> TenantSettingsSql.read(tx, tenant, retention)));
    }

    /** Holds from the answer on for the first devices, and for all of them when their twins are written. */
    public Outcome<View> change(Person person, TenantId tenant, Change change) {
        var refusal = check(change).refusal();
        if (refusal.isPresent()) {
            return Outcome.refused(refusal.get());
        }
        var wanted = wanted(change);
        return transactions.inTenant(tenant, tx -> {
            var forDevices = TenantSettingsSql.change(tx, tenant, change);
            if (forDevices) {
                projectTwins.afterCommit(TenantSettingsSql.queueDevices(tx, tenant));
            }
            var forSamples = TenantSettingsSql.changeRetention(tx, tenant, change);
            var forVersions = TenantSettingsSql.changeQuarantine(tx, tenant, change);
            if (forDevices || forSamples || forVersions) {
                audit.record(tx, tenant, person.actor(), "tenant.change", "tenant", tenant.toString(), wanted);
            }
            return Outcome.done(TenantSettingsSql.read(tx, tenant, retention));
        });
    }

    private static FieldErrors check(Change change) {
        var errors = new FieldErrors()
                .range("rawRetentionDays", change.rawRetentionDays(), 1, 90)
                .range("quarantineAfter", change.quarantineAfter(), 0, MOST_DEVICES);
        return wanted(change).isEmpty() ? errors.add("", "required", "Send at least one setting.") : errors;
    }

    private static Map<String, Object> wanted(Change change) {
        var wanted = new TreeMap<String, Object>();
        put(wanted, "requireSignedRequests", change.requireSignedRequests());
        put(wanted, "requireSignedBundles", change.requireSignedBundles());
        put(wanted, "rawRetentionDays", change.rawRetentionDays());
        put(wanted, "quarantineAfter", change.quarantineAfter());
        return wanted;
    }

    private static void put(Map<String, Object> wanted, String name, @Nullable Object value) {
        if (value != null) {
            wanted.put(name, value);
        }
    }
}
