package io.signalbeam.functions.devices;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import org.jdbi.v3.core.Handle;

/** Moves what is said of one device to another. */
final class SuccessionSql {

    private SuccessionSql() {}

    /**
     * What names the one names the other from now on. Of the rollouts, only what they have brought is inherited; whether
     * they go on is the predecessor's story.
     */
    static void handOver(Handle tx, TenantId tenant, DeviceId from, DeviceId to) {
        for (var statement : new String[] {
            "update assignments set device_id = :to where tenant_id = :tenant and device_id = :from", """
            insert into group_members (tenant_id, group_id, device_id)
            select m.tenant_id, m.group_id, :to from group_members m
            join groups g on g.tenant_id = m.tenant_id and g.id = m.group_id and g.selector is null
            where m.tenant_id = :tenant and m.device_id = :from
            order by m.group_id on conflict do nothing
            """
        }) {
            tx.createUpdate(statement)
                    .bind("tenant", tenant.value())
                    .bind("from", from.value())
                    .bind("to", to.value())
                    .execute();
        }
    }

    static void rename(Handle tx, TenantId tenant, DeviceId device, String name) {
        tx.createUpdate("update devices set name = :name, revision = revision + 1, generation = generation + 1"
                        + " where tenant_id = :tenant and id = :device")
                .bind("name", name)
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .execute();
    }
}
