package io.signalbeam.functions.devices;

import io.signalbeam.functions.twin.Twin.Lifecycle;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Changes rows of {@code devices}, each time with a new revision and a place in the outbox. */
final class DeviceChangeSql {

    private DeviceChangeSql() {}

    static Optional<DeviceRow> lock(Handle tx, TenantId tenant, DeviceId device) {
        return tx.createQuery("select name, labels::text as labels, facts::text as facts, lifecycle, revision"
                        + " from devices where tenant_id = :tenant and id = :id for update")
                .bind("tenant", tenant.value())
                .bind("id", device.value())
                .map((row, context) -> new DeviceRow(
                        row.getString("name"),
                        DeviceMapper.texts(row.getString("labels")),
                        DeviceMapper.facts(row.getString("facts")),
                        Lifecycle.valueOf(row.getString("lifecycle")),
                        row.getLong("revision")))
                .findOne();
    }

    static boolean nameTaken(Handle tx, TenantId tenant, DeviceId device, String name) {
        return tx.createQuery("select exists (select 1 from devices where tenant_id = :tenant and name = :name"
                        + " and lifecycle <> 'Decommissioned' and id <> :id)")
                .bind("tenant", tenant.value())
                .bind("name", name)
                .bind("id", device.value())
                .mapTo(Boolean.class)
                .one();
    }

    /** @param told whether the device is told something else from now on */
    static void save(Handle tx, TenantId tenant, DeviceId device, DeviceRow row, boolean told) {
        tx.createUpdate("""
                        update devices set name = :name, labels = cast(:labels as jsonb),
                            attributes = cast(:attributes as jsonb), lifecycle = :lifecycle,
                            revision = revision + 1, generation = generation + :step
                        where tenant_id = :tenant and id = :id
                        """)
                .bind("name", row.name())
                .bind("labels", Json.write(row.labels()))
                .bind("attributes", Json.write(Attributes.of(row.labels(), row.facts())))
                .bind("lifecycle", row.lifecycle().name())
                .bind("step", told ? 1 : 0)
                .bind("tenant", tenant.value())
                .bind("id", device.value())
                .execute();
        queue(tx, tenant, device);
    }

    /**
     * Ends what names the device. Its keys stay, so that it can be told why it is turned away. What follows from its
     * memberships is for {@link Placement}, and a rollout's next tick leaves it out: a tick locks rollouts before devices,
     * so writing its rows here, with the device locked, could block both.
     */
    static void decommission(Handle tx, TenantId tenant, DeviceId device, Instant now) {
        for (var statement : new String[] {
            "delete from group_members where tenant_id = :tenant and device_id = :id",
            "delete from assignments where tenant_id = :tenant and device_id = :id",
            "update device_state set connectivity = 'Offline', degraded = false"
                    + " where tenant_id = :tenant and device_id = :id and connectivity = 'Online'",
            "update devices set lifecycle = 'Decommissioned', decommissioned_at = :now,"
                    + " generation = generation + 1, revision = revision + 1 where tenant_id = :tenant and id = :id"
        }) {
            var update =
                    tx.createUpdate(statement).bind("tenant", tenant.value()).bind("id", device.value());
            if (statement.contains(":now")) {
                update.bind("now", now);
            }
            update.execute();
        }
        queue(tx, tenant, device);
    }

    static void queue(Handle tx, TenantId tenant, DeviceId device) {
        tx.createUpdate("insert into outbox (tenant_id, device_id) values (:tenant, :id)")
                .bind("tenant", tenant.value())
                .bind("id", device.value())
                .execute();
    }
}
