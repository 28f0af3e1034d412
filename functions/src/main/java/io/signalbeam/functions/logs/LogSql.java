package io.signalbeam.functions.logs;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import org.jdbi.v3.core.Handle;

/** Whether a device is the tenant's. */
final class LogSql {

    private LogSql() {}

    static boolean exists(Handle tx, TenantId tenant, DeviceId device) {
        return tx.createQuery("select exists (select from devices where tenant_id = :tenant and id = :device)")
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .mapTo(Boolean.class)
                .one();
    }
}
