package io.signalbeam.functions.bundles;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.access.Reach;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.functions.quotas.Quota;
import io.signalbeam.functions.quotas.Quotas;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Makes, shows and deletes bundles. */
final class Bundles {
    private final Transactions transactions;
    private final ManifestStore store;
    private final Quotas quotas;
    private final AuditTrail audit;

    Bundles(Transactions transactions, ManifestStore store, Quotas quotas, AuditTrail audit) {
        this.transactions = transactions;
        this.store = store;
        this.quotas = quotas;
        this.audit = audit;
    }

    /** Those in reach. */
    Paged<Bundle> list(Reach reach, TenantId tenant, Page page) {
        return transactions.inTenant(tenant, tx -> BundlesSql.list(tx, tenant, reach, page));
    }

    Outcome<Bundle> get(Reach reach, TenantId tenant, String id) {
        return Outcome.unless(reach.refuseBundle(id), () -> transactions.inTenant(tenant, tx -> found(tx, tenant, id)));
    }

    /** With its manifest, as it is stored. */
    Outcome<BundleVersion> version(Reach reach, TenantId tenant, String id, String version) {
        return Outcome.unless(reach.refuseBundle(id), () -> version(tenant, id, version));
    }

    private Outcome<BundleVersion> version(TenantId tenant, String id, String version) {
        Outcome<BundleVersion> row = transactions.inTenant(
                tenant,
                tx -> BundlesSql.version(tx, tenant, id, version)
                        .map(Outcome::done)
                        .orElseGet(() -> Outcome.notFound("bundle version", id + "@" + version)));
        return row.map(found -> {
            try {
                return found.with(Json.lenient().readTree(store.read(tenant, found.manifestDigest())));
            } catch (IOException e) {
                throw new PermanentFailure("the stored manifest " + found.manifestDigest() + " is not JSON", e);
            }
        });
    }

    Outcome<Bundle> create(Person person, TenantId tenant, NewBundle wish) {
        var problem = wish.problem();
        if (problem.isPresent()) {
            return Outcome.refused(problem.get());
        }
        return transactions.inTenant(tenant, tx -> {
            if (!BundlesSql.insert(tx, tenant, wish.id(), wish.description() == null ? "" : wish.description())) {
                return Outcome.conflict(ErrorCode.NAME_TAKEN, "There is a bundle " + wish.id() + " already.");
            }
            audit.record(tx, person, "bundle.create", "bundle", wish.id(), Map.of());
            return Outcome.unless(quotas.refuse(tx, tenant, Quota.BUNDLES), () -> found(tx, tenant, wish.id()));
        });
    }

    Outcome<String> delete(Person person, TenantId tenant, String id) {
        return transactions.inTenant(tenant, tx -> {
            if (!BundlesSql.lock(tx, tenant, id)) {
                return Outcome.notFound("bundle", id);
            }
            var user = BundlesSql.user(tx, tenant, id);
            if (user.isPresent()) {
                return Outcome.conflict(ErrorCode.BUNDLE_IN_USE, "It is asked for by " + user.get() + ".");
            }
            BundlesSql.delete(tx, tenant, id);
            audit.record(tx, person, "bundle.delete", "bundle", id, Map.of());
            return Outcome.done(id);
        });
    }

    private static Outcome<Bundle> found(Handle tx, TenantId tenant, String id) {
        return BundlesSql.find(tx, tenant, id).map(Outcome::done).orElseGet(() -> Outcome.notFound("bundle", id));
    }
}
