package io.signalbeam.functions.enrollment;

import io.signalbeam.functions.devices.Attributes;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.report.AgentFacts;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Writes new devices. */
final class EnrollSql {
    private EnrollSql() {}

    record Enrolled(DeviceId id, String name, @Nullable UUID token, Instant enrolledAt, boolean decommissioned) {}

    record NewDevice(
            DeviceId id,
            UUID token,
            UUID request,
            Map<String, String> labels,
            AgentFacts facts,
            @Nullable String signingKey,
            @Nullable String encryptionKey,
            Instant enrolledAt) {}

    static Optional<TenantId> tenantOf(Handle tx, UUID token) {
        return tx.createQuery("select tenant_of_enrollment_token(:id)")
                .bind("id", token)
                .mapTo(UUID.class)
                .findOne()
                .map(TenantId::new);
    }

    /** Until the transaction ends, another one with the same request waits here. */
    static void lockRequest(Handle tx, UUID request) {
        tx.createQuery("select pg_advisory_xact_lock(hashtextextended(:request, 0))::text")
                .bind("request", request.toString())
                .mapTo(String.class)
                .one();
    }

    static Optional<Enrolled> byRequest(Handle tx, TenantId tenant, UUID request) {
        return tx.createQuery("select id, name, enrollment_token_id, enrolled_at, lifecycle = 'Decommissioned' as gone"
                        + " from devices where tenant_id = :tenant and enrollment_request_id = :request")
                .bind("tenant", tenant.value())
                .bind("request", request)
                .map((row, context) -> new Enrolled(
                        new DeviceId(row.getObject("id", UUID.class)),
                        row.getString("name"),
                        row.getObject("enrollment_token_id", UUID.class),
                        row.getTimestamp("enrolled_at").toInstant(),
                        row.getBoolean("gone")))
                .findOne();
    }

    /** Whether the name was free. */
    static boolean insert(Handle tx, TenantId tenant, NewDevice device, String name) {
        return tx.createUpdate("""
                                insert into devices (id, tenant_id, name, labels, attributes, facts, signing_key, encryption_key,
                                    enrollment_token_id, enrollment_request_id, enrolled_at)
                                values (:id, :tenant, :name, cast(:labels as jsonb), cast(:attributes as jsonb),
                                    cast(:facts as jsonb), :signing, :encryption, :token, :request, :at)
                                on conflict (tenant_id, name) where lifecycle <> 'Decommissioned' do nothing
                                """)
                        .bind("id", device.id().value())
                        .bind("tenant", tenant.value())
                        .bind("name", name)
                        .bind("labels", Json.write(device.labels()))
                        .bind("attributes", Json.write(Attributes.of(device.labels(), device.facts())))
                        .bind("facts", Json.write(device.facts()))
                        .bind("signing", device.signingKey())
                        .bind("encryption", device.encryptionKey())
                        .bind("token", device.token())
                        .bind("request", device.request())
                        .bind("at", device.enrolledAt())
                        .execute()
                == 1;
    }

    static void addState(Handle tx, TenantId tenant, DeviceId device) {
        tx.createUpdate("insert into device_state (tenant_id, device_id) values (:tenant, :device)")
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .execute();
    }

    static void touch(Handle tx, TenantId tenant, DeviceId device) {
        tx.createUpdate("update devices set revision = revision + 1 where tenant_id = :tenant and id = :device")
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .execute();
    }

    static void join(Handle tx, TenantId tenant, DeviceId device, Collection<GroupId> groups) {
        tx.createUpdate("""
                        insert into group_members (tenant_id, group_id, device_id)
                        select tenant_id, id, :device from groups
                        where tenant_id = :tenant and id = any(:groups) and selector is null
                        order by id
                        on conflict do nothing
                        """)
                .bind("device", device.value())
                .bind("tenant", tenant.value())
                .bindArray(
                        "groups",
                        UUID.class,
                        groups.stream().map(GroupId::value).toArray())
                .execute();
    }

    static void queue(Handle tx, TenantId tenant, DeviceId device) {
        tx.createUpdate("insert into outbox (tenant_id, device_id) values (:tenant, :device)")
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .execute();
    }
}
