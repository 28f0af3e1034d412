package io.signalbeam.functions.intake;

import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Looks devices up in one query, however many there are. */
public final class DeviceDirectorySql implements DeviceDirectory {
    private final Transactions transactions;

    public DeviceDirectorySql(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Map<DeviceId, KnownDevice> find(Set<DeviceId> ids) {
        var wanted = ids.stream().map(DeviceId::value).toArray(UUID[]::new);
        return transactions.asService(handle -> {
            var found = new HashMap<DeviceId, KnownDevice>();
            handle.createQuery("""
                    select d.id, d.tenant_id, d.lifecycle = 'Active' and t.deleted_at is null as active
                    from devices d join tenants t on t.id = d.tenant_id
                    where d.id = any(:ids)""")
                    .bindArray("ids", UUID.class, (Object[]) wanted)
                    .map((row, context) -> found.put(
                            new DeviceId(row.getObject("id", UUID.class)),
                            new KnownDevice(
                                    new TenantId(row.getObject("tenant_id", UUID.class)), row.getBoolean("active"))))
                    .list();
            return found;
        });
    }
}
