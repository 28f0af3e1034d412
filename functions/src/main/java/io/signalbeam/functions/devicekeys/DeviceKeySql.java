package io.signalbeam.functions.devicekeys;

import io.signalbeam.functions.twin.Twin.Lifecycle;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code device_keys}, and what of {@code devices} and {@code device_state} hangs on it. */
public final class DeviceKeySql {
    /** More keys than a device that is in order ever has; the oldest give way. */
    private static final int KEPT_KEYS = 8;

    private DeviceKeySql() {}

    /** @param exclusive whether the rotation that is asked for ends the keys before it */
    record Holder(Lifecycle lifecycle, boolean exclusive) {}

    record KeyRow(String id, String hash, @Nullable Instant notAfter) {

        boolean isGood(Instant now) {
            return notAfter == null || now.isBefore(notAfter);
        }
    }

    /** Until the transaction ends, nothing else changes this device's keys. */
    static Optional<Holder> lock(Handle tx, TenantId tenant, DeviceId device) {
        return tx.createQuery("select lifecycle, key_rotation_exclusive from devices"
                        + " where tenant_id = :tenant and id = :device for update")
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .map((row, context) -> new Holder(
                        Lifecycle.valueOf(row.getString("lifecycle")), row.getBoolean("key_rotation_exclusive")))
                .findOne();
    }

    static List<KeyRow> keys(Handle tx, TenantId tenant, DeviceId device) {
        return tx.createQuery(
                        "select id, hash, not_after from device_keys where tenant_id = :tenant and device_id = :device")
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .map((row, context) -> {
                    var notAfter = row.getObject("not_after", OffsetDateTime.class);
                    return new KeyRow(
                            row.getString("id"), row.getString("hash"), notAfter == null ? null : notAfter.toInstant());
                })
                .list();
    }

    public static void add(Handle tx, TenantId tenant, DeviceId device, String id, String hash, Instant now) {
        tx.createUpdate("insert into device_keys (tenant_id, device_id, id, hash, created_at)"
                        + " values (:tenant, :device, :id, :hash, :now)")
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .bind("id", id)
                .bind("hash", hash)
                .bind("now", now)
                .execute();
    }

    /** Every key but this one is good until then at the latest; what ends sooner stays so. */
    static void end(Handle tx, TenantId tenant, DeviceId device, @Nullable String except, Instant at) {
        tx.createUpdate("""
                        update device_keys set not_after = least(not_after, :at)
                        where tenant_id = :tenant and device_id = :device and id is distinct from :except
                        """)
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .bind("except", except)
                .bind("at", at)
                .execute();
    }

    /** Takes away what lets nobody in any more, and the oldest of too many; never the key that is in use. */
    public static void clear(Handle tx, TenantId tenant, DeviceId device, String inUse, Instant now) {
        tx.createUpdate("""
                        delete from device_keys
                        where tenant_id = :tenant and device_id = :device and id <> :inUse
                          and (not_after <= :now or id in (
                              select id from device_keys where tenant_id = :tenant and device_id = :device
                              order by created_at desc, id offset :kept))
                        """)
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .bind("inUse", inUse)
                .bind("now", now)
                .bind("kept", KEPT_KEYS)
                .execute();
    }

    static void ask(Handle tx, TenantId tenant, DeviceId device, Instant now, boolean exclusive) {
        tx.createUpdate("update devices set key_rotation_asked_at = :now, key_rotation_exclusive = :exclusive,"
                        + " revision = revision + 1 where tenant_id = :tenant and id = :device")
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .bind("now", now)
                .bind("exclusive", exclusive)
                .execute();
        queue(tx, tenant, device);
    }

    static void obeyed(Handle tx, TenantId tenant, DeviceId device) {
        tx.createUpdate("update devices set key_rotation_asked_at = null, key_rotation_exclusive = false,"
                        + " revision = revision + 1 where tenant_id = :tenant and id = :device")
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .execute();
        queue(tx, tenant, device);
    }

    /** Whoever used the identity before is out, so that watching begins anew. */
    static void forgetInstances(Handle tx, TenantId tenant, DeviceId device) {
        tx.createUpdate("update device_state set instances = '[]', instance_returned_at = null, cloned_at = null"
                        + " where tenant_id = :tenant and device_id = :device")
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .execute();
    }

    private static void queue(Handle tx, TenantId tenant, DeviceId device) {
        tx.createUpdate("insert into outbox (tenant_id, device_id) values (:tenant, :device)")
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .execute();
    }
}
