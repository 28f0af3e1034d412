package io.signalbeam.functions.alerts;

import io.signalbeam.functions.live.Onlookers;
import io.signalbeam.functions.live.Topic;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates every rule twice a minute, each in a transaction of its own as its tenant. Any number may do so at once: a rule
 * that another one holds, or has just had, is left to it. What was broken off is undone whole and done by the next tick.
 */
final class EvaluateAlerts {
    private static final Logger LOG = LoggerFactory.getLogger(EvaluateAlerts.class);
    /** A little less than two ticks of the timer, so that its jitter costs no round. */
    private static final Duration EVERY = Duration.ofSeconds(25);

    private static final Duration LEARN_EVERY = Duration.ofMinutes(30);
    private static final int AT_A_TIME = 500;

    private final Transactions transactions;
    private final Onlookers onlookers;
    private final InstantSource clock;

    EvaluateAlerts(Transactions transactions, Onlookers onlookers, InstantSource clock) {
        this.transactions = transactions;
        this.onlookers = onlookers;
        this.clock = clock;
    }

    /** One round over all tenants; how many rules were evaluated. One that fails does not hold up the others. */
    int tick() {
        var bound = clock.instant().minus(EVERY);
        int evaluated = 0;
        for (var due : transactions.asService(tx -> RulesSql.due(tx, bound, AT_A_TIME))) {
            try {
                evaluated += evaluate(due.tenant(), due.id()) ? 1 : 0;
            } catch (RuntimeException e) {
                LOG.warn("Alert rule {} could not be evaluated; the next tick tries again", due.id(), e);
            }
        }
        return evaluated;
    }

    /** Whether it was ours to evaluate. */
    private boolean evaluate(TenantId tenant, UUID id) {
        return transactions.inTenant(tenant, tx -> {
            var now = clock.instant();
            var taken = RulesSql.take(tx, tenant, id, now.minus(EVERY));
            taken.ifPresent(rule -> evaluate(tx, tenant, rule.rule(), rule.baselineAt(), now));
            return taken.isPresent();
        });
    }

    private void evaluate(Handle tx, TenantId tenant, AlertRule rule, @Nullable Instant baselineAt, Instant now) {
        if (rule.condition().type() == Condition.Type.Anomaly
                && (baselineAt == null || !baselineAt.isAfter(now.minus(LEARN_EVERY)))) {
            ReadingsSql.learn(tx, tenant, rule, now);
        }
        var changes = Judge.judge(
                rule, ReadingsSql.readings(tx, tenant, rule, now), AlertsSql.open(tx, tenant, rule.id()), now);
        apply(tx, tenant, rule, changes, now);
        if (!changes.stream().allMatch(Change.Keep.class::isInstance)) {
            onlookers.tell(tenant, Topic.Alerts);
        }
        Notify.firing(tx, tenant, rule, now);
        RulesSql.evaluated(tx, tenant, rule.id(), now);
    }

    private static void apply(Handle tx, TenantId tenant, AlertRule rule, List<Change> changes, Instant now) {
        var starts = new ArrayList<Change.Start>();
        var breaches = new ArrayList<AlertsSql.Breach>();
        var drops = new ArrayList<UUID>();
        var recovered = new ArrayList<UUID>();
        var outOfScope = new ArrayList<UUID>();
        for (var change : changes) {
            switch (change) {
                case Change.Start start -> starts.add(start);
                case Change.Fire(UUID alert, Reading reading) ->
                    breaches.add(new AlertsSql.Breach(alert, reading, true, false));
                case Change.Keep(UUID alert, Reading reading) ->
                    breaches.add(new AlertsSql.Breach(alert, reading, false, false));
                case Change.Restart(UUID alert, Reading reading) ->
                    breaches.add(new AlertsSql.Breach(alert, reading, false, true));
                case Change.Drop(UUID alert) -> drops.add(alert);
                case Change.Resolve(UUID alert, EndReason reason) ->
                    (reason == EndReason.Recovered ? recovered : outOfScope).add(alert);
            }
        }
        if (!starts.isEmpty()) {
            AlertsSql.start(tx, tenant, rule, starts, now);
        }
        if (!breaches.isEmpty()) {
            AlertsSql.breach(tx, tenant, breaches, now);
        }
        if (!drops.isEmpty()) {
            AlertsSql.drop(tx, tenant, drops);
        }
        resolve(tx, tenant, rule, recovered, EndReason.Recovered, now);
        resolve(tx, tenant, rule, outOfScope, EndReason.OutOfScope, now);
    }

    private static void resolve(
            Handle tx, TenantId tenant, AlertRule rule, List<UUID> alerts, EndReason reason, Instant now) {
        if (!alerts.isEmpty()) {
            Notify.resolved(tx, tenant, rule, AlertsSql.resolve(tx, tenant, alerts, reason, now), now);
        }
    }
}
