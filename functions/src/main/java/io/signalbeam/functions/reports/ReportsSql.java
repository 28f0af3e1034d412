package io.signalbeam.functions.reports;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.label.Fact;
import io.signalbeam.shared.report.AgentFacts;
import io.signalbeam.shared.report.DeviceReport;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads and writes what reports change: as many statements for a thousand devices as for one. */
final class ReportsSql {

    private ReportsSql() {}

    /** What is known of these devices, locked in the order of their ids until the transaction ends. */
    static Map<DeviceId, LastKnown> lock(Handle handle, Collection<Received> reports) {
        var tenants = new HashMap<UUID, UUID>();
        reports.forEach(received ->
                tenants.put(received.device().value(), received.tenant().value()));
        var devices = tenants.keySet().stream().sorted().toArray();
        handle.createUpdate("""
                        insert into device_state (device_id, tenant_id)
                        select device_id, tenant_id from unnest(:devices, :tenants) as d (device_id, tenant_id)
                        order by device_id on conflict do nothing""")
                .bindArray("devices", UUID.class, devices)
                .bindArray(
                        "tenants",
                        UUID.class,
                        Arrays.stream(devices).map(tenants::get).toArray())
                .execute();
        var known = new HashMap<DeviceId, LastKnown>();
        handle.createQuery("""
                        select s.device_id, s.sequence, s.report::text as report, d.facts::text as facts,
                            s.instances::text as instances, s.instance_returned_at, s.cloned_at
                        from device_state s join devices d on d.tenant_id = s.tenant_id and d.id = s.device_id
                        where s.device_id = any(:devices)
                        order by s.device_id for update of s""")
                .bindArray("devices", UUID.class, devices)
                .map((row, context) -> known.put(
                        new DeviceId(row.getObject("device_id", UUID.class)),
                        new LastKnown(
                                row.getLong("sequence"),
                                json(row.getString("report"), DeviceReport.class),
                                json(row.getString("facts"), AgentFacts.class),
                                new Instances(
                                        seen(row.getString("instances")),
                                        instant(row, "instance_returned_at"),
                                        instant(row, "cloned_at")))))
                .list();
        return known;
    }

    /** The state of each device after its reports, and that it was heard of. */
    static void state(Handle handle, List<Digest> digests, Instant now, Instant onlineAfter) {
        handle.createUpdate("""
                        with told as (
                            select * from unnest(:devices, :sequences, :generations, :reports::jsonb[],
                                    :reported::timestamptz[], :degraded, :seen::timestamptz[])
                                as t (device_id, sequence, generation, report, reported_at, degraded, seen_at)
                        ), seen as (
                            update device_state s set
                                sequence = coalesce(t.sequence, s.sequence),
                                observed_generation = greatest(s.observed_generation, t.generation),
                                report = coalesce(t.report, s.report),
                                reported_at = coalesce(t.reported_at, s.reported_at),
                                degraded = coalesce(t.degraded, s.degraded),
                                last_seen_at = greatest(s.last_seen_at, t.seen_at),
                                connectivity = case when t.seen_at > :onlineAfter then 'Online'
                                    when s.connectivity = 'Never' then 'Offline' else s.connectivity end,
                                connectivity_since = case when s.connectivity = 'Never'
                                        or (t.seen_at > :onlineAfter and s.connectivity <> 'Online')
                                    then :now else s.connectivity_since end
                            from told t
                            where s.device_id = t.device_id
                            returning s.tenant_id, s.device_id, s.connectivity, s.connectivity_since
                        )
                        insert into device_events (id, tenant_id, device_id, at, type, severity, message)
                        select stable_uuid_v7(connectivity_since, device_id || 'online'), tenant_id, device_id,
                            connectivity_since, 'io.signalbeam.device.online.v1', 'Info', 'The device is online'
                        from seen where connectivity = 'Online' and connectivity_since = :now
                        on conflict (id) do nothing""")
                .bind("now", now)
                .bind("onlineAfter", onlineAfter)
                .bindArray(
                        "devices",
                        UUID.class,
                        column(digests, digest -> digest.device().value()))
                .bindArray(
                        "sequences",
                        Long.class,
                        ofLast(digests, last -> last.report().sequence()))
                .bindArray("generations", Long.class, column(digests, Digest::observedGeneration))
                .bindArray("reports", String.class, ofLast(digests, last -> Json.write(last.report())))
                .bindArray(
                        "reported",
                        String.class,
                        ofLast(digests, last -> last.seenAt().toString()))
                .bindArray("degraded", Boolean.class, ofLast(digests, last -> Transitions.degraded(last.report())))
                .bindArray(
                        "seen",
                        String.class,
                        column(digests, digest -> digest.seenAt().toString()))
                .execute();
    }

    /** A line in the device's history for each transition. */
    static void history(Handle handle, List<Digest> digests, Instant now) {
        var rows = new ArrayList<Line>();
        for (var digest : digests) {
            digest.transitions()
                    .forEach(transition -> rows.add(new Line(digest.tenant(), digest.device(), transition)));
        }
        if (rows.isEmpty()) {
            return;
        }
        handle.createUpdate("""
                        insert into device_events (id, tenant_id, device_id, at, type, severity, message, details)
                        select e.id, e.tenant_id, e.device_id, :now, e.type, e.severity, e.message, e.details
                        from unnest(:ids, :tenants, :devices, :types, :severities, :messages, :details::jsonb[])
                            as e (id, tenant_id, device_id, type, severity, message, details)""")
                .bind("now", now)
                .bindArray("ids", UUID.class, column(rows, row -> UuidV7.at(now)))
                .bindArray("tenants", UUID.class, column(rows, row -> row.tenant.value()))
                .bindArray("devices", UUID.class, column(rows, row -> row.device.value()))
                .bindArray("types", String.class, column(rows, row -> row.transition.type()))
                .bindArray(
                        "severities",
                        String.class,
                        column(rows, row -> row.transition.severity().name()))
                .bindArray("messages", String.class, column(rows, row -> row.transition.message()))
                .bindArray("details", String.class, column(rows, row -> Json.write(row.transition.details())))
                .execute();
    }

    /** Which starts of the agent were heard, of those devices where that is something new. */
    static void instances(Handle handle, List<Digest> digests) {
        var changed =
                digests.stream().filter(digest -> digest.instances() != null).toList();
        if (changed.isEmpty()) {
            return;
        }
        handle.createUpdate("""
                        update device_state s set instances = c.instances, instance_returned_at = c.returned_at,
                            cloned_at = c.cloned_at
                        from unnest(:devices, :instances::jsonb[], :returned::timestamptz[], :cloned::timestamptz[])
                            as c (device_id, instances, returned_at, cloned_at)
                        where s.device_id = c.device_id""")
                .bindArray(
                        "devices",
                        UUID.class,
                        column(changed, digest -> digest.device().value()))
                .bindArray(
                        "instances",
                        String.class,
                        column(changed, digest -> Json.write(instances(digest).seen())))
                .bindArray(
                        "returned",
                        String.class,
                        column(changed, digest -> text(instances(digest).returnedAt())))
                .bindArray(
                        "cloned",
                        String.class,
                        column(changed, digest -> text(instances(digest).clonedAt())))
                .execute();
    }

    private static Instances instances(Digest digest) {
        return Objects.requireNonNull(digest.instances());
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static List<Instances.Seen> seen(String text) {
        var seen = json(text, Instances.Seen[].class);
        return seen == null ? List.of() : List.of(seen);
    }

    /** New facts, and with them the attributes that selectors look at; a label never hides a fact. */
    static void facts(Handle handle, List<Digest> changed) {
        handle.createUpdate("""
                        update devices d set
                            facts = f.facts,
                            attributes = d.labels || f.attributes
                        from unnest(:devices, :facts::jsonb[], :attributes::jsonb[]) as f (id, facts, attributes)
                        where d.id = f.id""")
                .bindArray(
                        "devices",
                        UUID.class,
                        column(changed, digest -> digest.device().value()))
                .bindArray("facts", String.class, column(changed, digest -> Json.write(facts(digest))))
                .bindArray("attributes", String.class, column(changed, digest -> Json.write(attributes(facts(digest)))))
                .execute();
    }

    private static AgentFacts facts(Digest digest) {
        var facts = digest.facts();
        if (facts == null) {
            throw new IllegalArgumentException("no new facts of " + digest.device());
        }
        return facts;
    }

    private static Map<String, String> attributes(AgentFacts facts) {
        return Map.of(
                Fact.OS_NAME.key(), facts.os(),
                Fact.OS_ARCH.key(), facts.arch(),
                Fact.AGENT_VERSION.key(), facts.version(),
                Fact.HOST_NAME.key(), facts.hostname());
    }

    private record Line(TenantId tenant, DeviceId device, Transition transition) {}

    private static <T> @Nullable T json(@Nullable String text, Class<T> type) {
        try {
            return text == null ? null : Json.lenient().readValue(text, type);
        } catch (JsonProcessingException e) {
            // Written by an older version of ourselves; the new report takes its place.
            return null;
        }
    }

    private static @Nullable Object[] ofLast(List<Digest> digests, Function<Received, Object> value) {
        return column(digests, digest -> {
            var last = digest.last();
            return last == null ? null : value.apply(last);
        });
    }

    private static <T> @Nullable Object[] column(List<T> rows, Function<T, @Nullable Object> value) {
        return rows.stream().map(value).toArray();
    }
}
