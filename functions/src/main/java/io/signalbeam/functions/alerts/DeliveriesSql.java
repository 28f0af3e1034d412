package io.signalbeam.functions.alerts;

import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The table {@code alert_deliveries}: what is to be told, and how far that has come. */
final class DeliveriesSql {
    private DeliveriesSql() {}

    /**
     * A message that is ours to deliver for a while.
     *
     * @param attempts with the one that begins now
     */
    record Taken(UUID id, TenantId tenant, UUID webhook, String url, String vaultVersion, String body, int attempts) {}

    static void insert(Handle tx, TenantId tenant, List<UUID> webhooks, String body, Instant now) {
        tx.createUpdate("""
                        insert into alert_deliveries (id, tenant_id, webhook_id, body, created_at, next_attempt_at)
                        select c.id, :tenant, c.webhook_id, :body, :now, :now
                        from unnest(:ids::uuid[], :webhooks::uuid[]) as c (id, webhook_id)""")
                .bind("tenant", tenant.value())
                .bind("body", body)
                .bind("now", now)
                .bindArray(
                        "ids",
                        UUID.class,
                        webhooks.stream().map(any -> UuidV7.at(now)).toArray())
                .bindArray("webhooks", UUID.class, webhooks.toArray())
                .execute();
    }

    /**
     * Takes some that are due, of all tenants, a few of each webhook so that a slow one does not hold up the others. They
     * are due again after the lease, should we not live to tell what came of them.
     */
    static List<Taken> take(Handle service, Instant now, Duration lease, int limit, int ofEach) {
        return service.createQuery("""
                        with ours as (
                            select id from alert_deliveries
                            where ended_at is null and next_attempt_at <= :now and id in (
                                select id from (
                                    select id, next_attempt_at,
                                        row_number() over (partition by webhook_id order by next_attempt_at, id) as place
                                    from alert_deliveries where ended_at is null and next_attempt_at <= :now
                                ) due where place <= :ofEach order by place, next_attempt_at limit :limit)
                            for update skip locked
                        )
                        update alert_deliveries d set attempts = d.attempts + 1, next_attempt_at = :until
                        from ours, alert_webhooks w
                        where d.id = ours.id and w.id = d.webhook_id and w.tenant_id = d.tenant_id
                        returning d.id, d.tenant_id, d.webhook_id, w.url, w.vault_version, d.body, d.attempts""")
                .bind("now", now)
                .bind("until", now.plus(lease))
                .bind("limit", limit)
                .bind("ofEach", ofEach)
                .map((row, context) -> new Taken(
                        row.getObject("id", UUID.class),
                        new TenantId(row.getObject("tenant_id", UUID.class)),
                        row.getObject("webhook_id", UUID.class),
                        row.getString("url"),
                        row.getString("vault_version"),
                        row.getString("body"),
                        row.getInt("attempts")))
                .list();
    }

    static void delivered(Handle service, Taken taken, Instant now) {
        end(service, taken, true, now);
        service.createUpdate("update alert_webhooks set last_success_at = :now, last_error = null"
                        + " where tenant_id = :tenant and id = :webhook")
                .bind("tenant", taken.tenant().value())
                .bind("webhook", taken.webhook())
                .bind("now", now)
                .execute();
    }

    static void retry(Handle service, Taken taken, Instant at, String reason, Instant now) {
        service.createUpdate("update alert_deliveries set next_attempt_at = :at"
                        + " where tenant_id = :tenant and id = :id and ended_at is null")
                .bind("tenant", taken.tenant().value())
                .bind("id", taken.id())
                .bind("at", at)
                .execute();
        failed(service, taken, reason, now);
    }

    static void giveUp(Handle service, Taken taken, String reason, Instant now) {
        end(service, taken, false, now);
        failed(service, taken, reason, now);
    }

    static void gone(Handle service, Taken taken, Instant now) {
        failed(service, taken, "It answered 410: it wants nothing more.", now);
        service.createUpdate("update alert_webhooks set disabled_at = coalesce(disabled_at, :now)"
                        + " where tenant_id = :tenant and id = :webhook")
                .bind("tenant", taken.tenant().value())
                .bind("webhook", taken.webhook())
                .bind("now", now)
                .execute();
        service.createUpdate("update alert_deliveries set ended_at = :now"
                        + " where tenant_id = :tenant and webhook_id = :webhook and ended_at is null")
                .bind("tenant", taken.tenant().value())
                .bind("webhook", taken.webhook())
                .bind("now", now)
                .execute();
    }

    /** Of all tenants. */
    static int forgetEndedBefore(Handle service, Instant bound, int limit) {
        return service.createUpdate("delete from alert_deliveries where id in"
                        + " (select id from alert_deliveries where ended_at < :bound limit :limit)")
                .bind("bound", bound)
                .bind("limit", limit)
                .execute();
    }

    private static void end(Handle service, Taken taken, boolean delivered, Instant now) {
        service.createUpdate("update alert_deliveries set ended_at = :now, delivered = :delivered"
                        + " where tenant_id = :tenant and id = :id and not delivered")
                .bind("tenant", taken.tenant().value())
                .bind("id", taken.id())
                .bind("delivered", delivered)
                .bind("now", now)
                .execute();
    }

    private static void failed(Handle service, Taken taken, String reason, Instant now) {
        service.createUpdate("update alert_webhooks set last_failure_at = :now, last_error = :reason"
                        + " where tenant_id = :tenant and id = :webhook")
                .bind("tenant", taken.tenant().value())
                .bind("webhook", taken.webhook())
                .bind("reason", reason)
                .bind("now", now)
                .execute();
    }
}
