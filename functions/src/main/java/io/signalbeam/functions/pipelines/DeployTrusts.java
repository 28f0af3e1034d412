package io.signalbeam.functions.pipelines;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.access.Role;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.groups.GroupReferences;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.ExpectedRevision;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.functions.pipelines.DeployTrust.Source;
import io.signalbeam.functions.pipelines.TrustInput.NewTrust;
import io.signalbeam.functions.pipelines.TrustInput.TrustChange;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Makes, shows, changes and deletes deploy trusts. What was given out for one narrows or ends with it. */
final class DeployTrusts {
    private final Transactions transactions;
    private final AuditTrail audit;
    private final LinkedHashSet<String> issuers;
    private final InstantSource clock;

    DeployTrusts(Transactions transactions, AuditTrail audit, Settings settings, InstantSource clock) {
        this.transactions = transactions;
        this.audit = audit;
        this.issuers = new LinkedHashSet<>(settings.pipelines().issuers());
        this.clock = clock;
    }

    Paged<DeployTrust> list(TenantId tenant, Page page) {
        return transactions.inTenant(tenant, tx -> TrustSql.list(tx, tenant, page));
    }

    Outcome<DeployTrust> get(TenantId tenant, UUID id) {
        return transactions.inTenant(tenant, tx -> found(TrustSql.find(tx, tenant, id), id));
    }

    Outcome<DeployTrust> create(Person person, TenantId tenant, NewTrust wish) {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var issuer = wish.issuer();
        var trust = new DeployTrust(
                UuidV7.at(now),
                wish.name(),
                new Source(
                        issuer == null ? issuers.getFirst() : issuer,
                        wish.repository(),
                        wish.repositoryId(),
                        wish.ref(),
                        wish.environment()),
                wish.role() == null ? Role.Operator : wish.role(),
                wish.bundles(),
                wish.groups(),
                now,
                person.actor(),
                1);
        return Outcome.unless(
                TrustInput.problems(trust, issuers).refusal(),
                () -> transactions.inTenant(tenant, tx -> {
                    var missing =
                            GroupReferences.missing(tx, tenant, trust.groups()).refusal();
                    if (missing.isPresent()) {
                        return Outcome.refused(missing.get());
                    }
                    if (!TrustSql.insert(tx, tenant, trust)) {
                        return nameTaken(trust.name());
                    }
                    note(tx, person, "create", trust);
                    return Outcome.done(trust);
                }));
    }

    Outcome<DeployTrust> update(Person person, TenantId tenant, UUID id, TrustChange wish, ExpectedRevision expected) {
        return transactions.inTenant(
                tenant,
                tx -> found(TrustSql.lock(tx, tenant, id), id).flatMap(before -> {
                    if (!expected.accepts(before.revision())) {
                        return Outcome.refused(new Refusal.Stale("The trust was changed since it was read."));
                    }
                    var trust = wish.applied(before);
                    var problem = TrustInput.problems(trust, issuers)
                            .addAll(GroupReferences.missing(tx, tenant, trust.groups())
                                    .all())
                            .refusal();
                    if (problem.isPresent()) {
                        return Outcome.refused(problem.get());
                    }
                    if (TrustSql.nameTaken(tx, tenant, trust.name(), id)) {
                        return nameTaken(trust.name());
                    }
                    TrustSql.update(tx, tenant, trust);
                    if (!trust.source().equals(before.source())) {
                        // They were given to a pipeline that may not be trusted any more.
                        TrustSql.endTokens(tx, tenant, id);
                    }
                    note(tx, person, "update", trust);
                    return Outcome.done(trust);
                }));
    }

    Outcome<UUID> delete(Person person, TenantId tenant, UUID id) {
        return transactions.inTenant(
                tenant,
                tx -> found(TrustSql.lock(tx, tenant, id), id).map(trust -> {
                    boolean unused = TrustSql.delete(tx, tenant, id);
                    note(tx, person, "delete", trust);
                    return id;
                }));
    }

    private void note(Handle tx, Person person, String verb, DeployTrust trust) {
        var source = trust.source();
        var details = new TreeMap<String, Object>(Map.of(
                "name", trust.name(),
                "issuer", source.issuer(),
                "repository", source.repository(),
                "role", trust.role(),
                "bundles", trust.bundles(),
                "groups", trust.groups()));
        Optional.ofNullable(source.repositoryId()).ifPresent(value -> details.put("repositoryId", value));
        Optional.ofNullable(source.ref()).ifPresent(value -> details.put("ref", value));
        Optional.ofNullable(source.environment()).ifPresent(value -> details.put("environment", value));
        audit.record(
                tx, person, "deploy-trust." + verb, "deploy-trust", trust.id().toString(), details);
    }

    private static Outcome<DeployTrust> found(Optional<DeployTrust> trust, UUID id) {
        return trust.map(Outcome::done).orElseGet(() -> Outcome.notFound("deploy trust", id));
    }

    private static <T> Outcome<T> nameTaken(String name) {
        return Outcome.conflict(ErrorCode.NAME_TAKEN, "There is another deploy trust with the name " + name + ".");
    }
}
