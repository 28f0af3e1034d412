package io.signalbeam.functions.alerts;

import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Writes down what webhooks are to be told, in the transaction in which it came true. What one evaluation of a rule found
 * goes together, so that a site that lost its network is a message and not a thousand.
 */
final class Notify {
    private static final int IN_ONE_MESSAGE = 100;

    private Notify() {}

    /** As receivers read it. */
    record Message(String type, Instant timestamp, Content data) {}

    record Content(List<Alert> alerts) {}

    /** Tells of alerts that fire and that nobody was told of, but for the silenced. */
    static void firing(Handle tx, TenantId tenant, AlertRule rule, Instant now) {
        var untold = AlertsSql.untold(tx, tenant, rule.id());
        if (untold.isEmpty()) {
            return;
        }
        var silences = SilencesSql.active(tx, tenant, now);
        var loud = untold.stream()
                .map(found -> ListAlerts.marked(found, silences))
                .filter(alert -> alert.silencedBy().isEmpty())
                .toList();
        AlertsSql.told(tx, tenant, loud.stream().map(Alert::id).toList(), now);
        enqueue(tx, tenant, "alerts.firing", rule, loud, now);
    }

    /** Takes back what was told, silenced by now or not: whoever was woken shall hear that it is over. */
    static void resolved(Handle tx, TenantId tenant, AlertRule rule, List<AlertsSql.Found> told, Instant now) {
        enqueue(
                tx,
                tenant,
                "alerts.resolved",
                rule,
                told.stream().map(AlertsSql.Found::alert).toList(),
                now);
    }

    private static void enqueue(
            Handle tx, TenantId tenant, String type, AlertRule rule, List<Alert> alerts, Instant now) {
        if (alerts.isEmpty()) {
            return;
        }
        var webhooks = WebhooksSql.listeners(tx, tenant, rule.severity());
        for (int i = 0; i < alerts.size() && !webhooks.isEmpty(); i += IN_ONE_MESSAGE) {
            var some = alerts.subList(i, Math.min(alerts.size(), i + IN_ONE_MESSAGE));
            DeliveriesSql.insert(tx, tenant, webhooks, Json.write(new Message(type, now, new Content(some))), now);
        }
    }
}
