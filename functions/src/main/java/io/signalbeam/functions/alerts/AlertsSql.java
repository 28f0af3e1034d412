package io.signalbeam.functions.alerts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code alerts}: a constant number of statements an evaluation, however many alerts. */
final class AlertsSql {
    private static final TypeReference<Map<String, String>> ATTRIBUTES = new TypeReference<>() {};

    private static final String SELECT = """
            select a.*, d.name as device_name, d.attributes
            from alerts a join devices d on d.id = a.device_id and d.tenant_id = a.tenant_id
            where a.tenant_id = :tenant""";

    private AlertsSql() {}

    /** @param attributes labels and facts of its device, which selectors look at */
    record Found(Alert alert, Map<String, String> attributes) {}

    /** What an alert must be; empty or null for anything. */
    record Filter(
            List<AlertState> states,
            List<Severity> severities,
            @Nullable UUID rule,
            @Nullable UUID device) {}

    static Paged<Found> list(Handle tx, TenantId tenant, Filter filter, Page page) {
        var rows = tx.createQuery(SELECT + """
                         and (cardinality(:states::text[]) = 0 or a.state = any(:states))
                        and (cardinality(:severities::text[]) = 0 or a.severity = any(:severities))
                        and (:rule::uuid is null or a.rule_id = :rule)
                        and (:device::uuid is null or a.device_id = :device)
                        and (:at::timestamptz is null or (a.started_at, a.id) < (:at, :id))
                        order by a.started_at desc, a.id desc limit :limit""")
                .bind("tenant", tenant.value())
                .bindArray("states", String.class, names(filter.states()))
                .bindArray("severities", String.class, names(filter.severities()))
                .bind("rule", filter.rule())
                .bind("device", filter.device())
                .bind("at", page.instant(0))
                .bind("id", page.uuid(1))
                .bind("limit", page.fetch())
                .map((row, context) -> found(row))
                .list();
        return Paged.of(
                page,
                rows,
                found -> List.of(
                        found.alert().startedAt().toString(), found.alert().id().toString()));
    }

    private static Object[] names(List<? extends Enum<?>> words) {
        return words.stream().map(Enum::name).toArray();
    }

    static List<OpenAlert> open(Handle tx, TenantId tenant, UUID rule) {
        return tx.createQuery("select id, device_id, state, started_at, breached_at from alerts"
                        + " where tenant_id = :tenant and rule_id = :rule and state <> 'Resolved'")
                .bind("tenant", tenant.value())
                .bind("rule", rule)
                .map((row, context) -> new OpenAlert(
                        row.getObject("id", UUID.class),
                        new DeviceId(row.getObject("device_id", UUID.class)),
                        row.getString("state").equals("Firing"),
                        time(row, "started_at"),
                        time(row, "breached_at")))
                .list();
    }

    static void start(Handle tx, TenantId tenant, AlertRule rule, List<Change.Start> starts, Instant now) {
        tx.createUpdate("""
                        insert into alerts (id, tenant_id, rule_id, rule_name, metric, severity, device_id, state,
                            started_at, breached_at, fired_at, value, score)
                        select c.id, :tenant, :rule, :name, :metric, :severity, c.device_id,
                            case when c.firing then 'Firing' else 'Pending' end, :now, :now,
                            case when c.firing then :now::timestamptz end, c.value, c.score
                        from unnest(:ids::uuid[], :devices::uuid[], :firing::boolean[], :values::double precision[],
                            :scores::double precision[]) as c (id, device_id, firing, value, score)
                        on conflict do nothing""")
                .bind("tenant", tenant.value())
                .bind("rule", rule.id())
                .bind("name", rule.name())
                .bind("metric", rule.condition().metric())
                .bind("severity", rule.severity().name())
                .bind("now", now)
                .bindArray(
                        "ids",
                        UUID.class,
                        starts.stream().map(start -> UuidV7.at(now)).toArray())
                .bindArray(
                        "devices",
                        UUID.class,
                        starts.stream()
                                .map(start -> start.reading().device().value())
                                .toArray())
                .bindArray(
                        "firing",
                        Boolean.class,
                        starts.stream().map(Change.Start::firing).toArray())
                .bindArray(
                        "values",
                        Double.class,
                        starts.stream().map(start -> start.reading().value()).toArray())
                .bindArray(
                        "scores",
                        Double.class,
                        starts.stream().map(start -> start.reading().score()).toArray())
                .execute();
    }

    /** What a breach does to an alert that is there. */
    record Breach(UUID alert, Reading reading, boolean fires, boolean restarts) {}

    static void breach(Handle tx, TenantId tenant, List<Breach> breaches, Instant now) {
        tx.createUpdate("""
                        update alerts a set value = c.value, score = c.score, breached_at = :now,
                            state = case when c.fires then 'Firing' else a.state end,
                            fired_at = case when c.fires then :now else a.fired_at end,
                            started_at = case when c.restarts then :now else a.started_at end
                        from unnest(:ids::uuid[], :fires::boolean[], :restarts::boolean[], :values::double precision[],
                            :scores::double precision[]) as c (id, fires, restarts, value, score)
                        where a.tenant_id = :tenant and a.id = c.id""")
                .bind("tenant", tenant.value())
                .bind("now", now)
                .bindArray(
                        "ids", UUID.class, breaches.stream().map(Breach::alert).toArray())
                .bindArray(
                        "fires",
                        Boolean.class,
                        breaches.stream().map(Breach::fires).toArray())
                .bindArray(
                        "restarts",
                        Boolean.class,
                        breaches.stream().map(Breach::restarts).toArray())
                .bindArray(
                        "values",
                        Double.class,
                        breaches.stream()
                                .map(breach -> breach.reading().value())
                                .toArray())
                .bindArray(
                        "scores",
                        Double.class,
                        breaches.stream()
                                .map(breach -> breach.reading().score())
                                .toArray())
                .execute();
    }

    static void drop(Handle tx, TenantId tenant, List<UUID> pending) {
        tx.createUpdate("delete from alerts where tenant_id = :tenant and id = any(:ids) and state = 'Pending'")
                .bind("tenant", tenant.value())
                .bindArray("ids", UUID.class, pending.toArray())
                .execute();
    }

    /** Gives back those of them that webhooks know of. */
    static List<Found> resolve(Handle tx, TenantId tenant, List<UUID> firing, EndReason reason, Instant now) {
        tx.createUpdate("update alerts set state = 'Resolved', ended_at = :now, end_reason = :reason"
                        + " where tenant_id = :tenant and id = any(:ids) and state = 'Firing'")
                .bind("tenant", tenant.value())
                .bind("now", now)
                .bind("reason", reason.name())
                .bindArray("ids", UUID.class, firing.toArray())
                .execute();
        return tx.createQuery(SELECT + " and a.id = any(:ids) and a.notified_at is not null order by d.name, a.id")
                .bind("tenant", tenant.value())
                .bindArray("ids", UUID.class, firing.toArray())
                .map((row, context) -> found(row))
                .list();
    }

    /** Ends what a rule has open; gives back what webhooks know of. */
    static List<Found> endRule(Handle tx, TenantId tenant, UUID rule, Instant now) {
        var open = open(tx, tenant, rule);
        drop(
                tx,
                tenant,
                open.stream()
                        .filter(alert -> !alert.firing())
                        .map(OpenAlert::id)
                        .toList());
        return resolve(
                tx,
                tenant,
                open.stream().filter(OpenAlert::firing).map(OpenAlert::id).toList(),
                EndReason.RuleEnded,
                now);
    }

    /** Firing alerts of a rule that no webhook was told of yet. */
    static List<Found> untold(Handle tx, TenantId tenant, UUID rule) {
        return tx.createQuery(SELECT + " and a.rule_id = :rule and a.state = 'Firing' and a.notified_at is null"
                        + " order by d.name, a.id")
                .bind("tenant", tenant.value())
                .bind("rule", rule)
                .map((row, context) -> found(row))
                .list();
    }

    static void told(Handle tx, TenantId tenant, List<UUID> alerts, Instant now) {
        tx.createUpdate("update alerts set notified_at = :now where tenant_id = :tenant and id = any(:ids)")
                .bind("tenant", tenant.value())
                .bind("now", now)
                .bindArray("ids", UUID.class, alerts.toArray())
                .execute();
    }

    /** Of all tenants; how many those were. */
    static int forgetEndedBefore(Handle service, Instant bound, int limit) {
        return service.createUpdate("delete from alerts where id in (select id from alerts where state = 'Resolved'"
                        + " and ended_at < :bound limit :limit)")
                .bind("bound", bound)
                .bind("limit", limit)
                .execute();
    }

    private static Found found(ResultSet row) throws SQLException {
        return new Found(
                new Alert(
                        row.getObject("id", UUID.class),
                        new Alert.RuleRef(
                                row.getObject("rule_id", UUID.class),
                                row.getString("rule_name"),
                                row.getString("metric"),
                                Severity.valueOf(row.getString("severity"))),
                        new Alert.DeviceRef(
                                new DeviceId(row.getObject("device_id", UUID.class)), row.getString("device_name")),
                        AlertState.valueOf(row.getString("state")),
                        row.getDouble("value"),
                        row.getObject("score", Double.class),
                        time(row, "started_at"),
                        timeOrNull(row, "fired_at"),
                        timeOrNull(row, "ended_at"),
                        row.getString("end_reason") == null ? null : EndReason.valueOf(row.getString("end_reason")),
                        List.of()),
                attributes(row.getString("attributes")));
    }

    private static Map<String, String> attributes(String json) {
        try {
            return Json.lenient().readValue(json, ATTRIBUTES);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("attributes that are no labels", e);
        }
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant timeOrNull(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
