package io.signalbeam.functions.alerts;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.alerts.RuleInput.NewRule;
import io.signalbeam.functions.alerts.RuleInput.RuleChange;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.ExpectedRevision;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Makes, shows, changes and deletes rules. The alerts of a rule that ends are resolved, and that is told. */
final class AlertRules {
    private static final int MOST = 200;

    private final Transactions transactions;
    private final AuditTrail audit;
    private final InstantSource clock;

    AlertRules(Transactions transactions, AuditTrail audit, InstantSource clock) {
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    Paged<AlertRule> list(TenantId tenant, Page page) {
        return transactions.inTenant(tenant, tx -> RulesSql.ROWS.list(tx, tenant, page));
    }

    Outcome<AlertRule> get(TenantId tenant, UUID id) {
        return transactions.inTenant(tenant, tx -> found(RulesSql.ROWS.find(tx, tenant, id), id));
    }

    Outcome<AlertRule> create(Person person, TenantId tenant, NewRule wish) {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var asked = wish.rule(UuidV7.at(now), person.actor(), now);
        return Outcome.unless(
                RuleInput.problems(asked).refusal(),
                () -> transactions.inTenant(tenant, tx -> {
                    var rule = canonical(asked);
                    if (RulesSql.ROWS.count(tx, tenant) >= MOST) {
                        return Outcome.conflict(
                                ErrorCode.QUOTA_EXCEEDED, "A tenant has at most " + MOST + " alert rules.");
                    }
                    if (!RulesSql.insert(tx, tenant, rule)) {
                        return nameTaken(rule.name());
                    }
                    note(tx, person, "create", rule);
                    return Outcome.done(rule);
                }));
    }

    Outcome<AlertRule> update(Person person, TenantId tenant, UUID id, RuleChange wish, ExpectedRevision expected) {
        return transactions.inTenant(
                tenant,
                tx -> found(RulesSql.ROWS.lock(tx, tenant, id), id).flatMap(before -> {
                    if (!expected.accepts(before.revision())) {
                        return Outcome.refused(new Refusal.Stale("The rule was changed since it was read."));
                    }
                    var asked = wish.applied(before);
                    var problem = RuleInput.problems(asked).refusal();
                    if (problem.isPresent()) {
                        return Outcome.refused(problem.get());
                    }
                    var rule = canonical(asked);
                    if (RulesSql.ROWS.nameTaken(tx, tenant, rule.name(), id)) {
                        return nameTaken(rule.name());
                    }
                    RulesSql.update(tx, tenant, rule, !rule.condition().equals(before.condition()));
                    if (!rule.enabled()) {
                        end(tx, tenant, rule);
                    }
                    note(tx, person, "update", rule);
                    return Outcome.done(rule);
                }));
    }

    Outcome<UUID> delete(Person person, TenantId tenant, UUID id) {
        return transactions.inTenant(
                tenant,
                tx -> found(RulesSql.ROWS.lock(tx, tenant, id), id).map(rule -> {
                    end(tx, tenant, rule);
                    RulesSql.ROWS.delete(tx, tenant, id);
                    note(tx, person, "delete", rule);
                    return id;
                }));
    }

    private void end(Handle tx, TenantId tenant, AlertRule rule) {
        var now = clock.instant();
        var told = AlertsSql.endRule(tx, tenant, rule.id(), now);
        Notify.resolved(tx, tenant, rule, told, now);
    }

    private static AlertRule canonical(AlertRule rule) {
        return new AlertRule(
                rule.id(),
                rule.name(),
                rule.description(),
                rule.condition(),
                RuleInput.selector(rule.selector()).toString(),
                rule.forSeconds(),
                rule.keepFiringForSeconds(),
                rule.severity(),
                rule.enabled(),
                rule.createdBy(),
                rule.createdAt(),
                rule.revision());
    }

    private void note(Handle tx, Person person, String verb, AlertRule rule) {
        audit.record(
                tx,
                person,
                "alert-rule." + verb,
                "alert-rule",
                rule.id().toString(),
                Map.of(
                        "name", rule.name(),
                        "condition", rule.condition(),
                        "selector", rule.selector(),
                        "severity", rule.severity(),
                        "enabled", rule.enabled()));
    }

    private static Outcome<AlertRule> found(Optional<AlertRule> rule, UUID id) {
        return rule.map(Outcome::done).orElseGet(() -> Outcome.notFound("alert rule", id));
    }

    private static <T> Outcome<T> nameTaken(String name) {
        return Outcome.conflict(ErrorCode.NAME_TAKEN, "There is another alert rule with the name " + name + ".");
    }
}
