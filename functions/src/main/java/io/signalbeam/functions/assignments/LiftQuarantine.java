package io.signalbeam.functions.assignments;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.bundles.Quarantines;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import java.time.InstantSource;
import java.util.Map;

/** Gives a version free again, and brings it to all that were asked for it meanwhile. Done twice it is done once. */
final class LiftQuarantine {
    private final Transactions transactions;
    private final AuditTrail audit;
    private final InstantSource clock;

    LiftQuarantine(Transactions transactions, AuditTrail audit, InstantSource clock) {
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    Outcome<BundleRef> lift(Person person, TenantId tenant, BundleRef ref) {
        return Outcome.unless(
                ref.problems().refusal().or(() -> person.reach().refuseBundle(ref.bundleId())),
                () -> transactions.inTenant(tenant, tx -> {
                    // A device that joins a group at this moment is either seen below, or sees what is done here.
                    ReassessSql.lockGroupsAsking(tx, tenant, ref);
                    if (!Quarantines.lock(tx, tenant, ref.bundleId(), ref.version())) {
                        return Outcome.notFound("bundle version", ref.bundleId() + "@" + ref.version());
                    }
                    if (Quarantines.lift(tx, tenant, ref.bundleId(), ref.version(), clock.instant())) {
                        Reassess.in(tx, tenant, new Scope.AskedFor(ref.bundleId(), ref.version()));
                        audit.record(
                                tx,
                                person,
                                "bundle.lift-quarantine",
                                "bundle",
                                ref.bundleId(),
                                Map.of("version", ref.version()));
                    }
                    return Outcome.done(ref);
                }));
    }
}
