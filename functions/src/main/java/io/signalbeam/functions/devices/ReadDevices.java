package io.signalbeam.functions.devices;

import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.functions.twin.Twin;
import io.signalbeam.functions.twin.TwinStore;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.util.Optional;

/** Everything that can be asked about devices without changing them. */
public final class ReadDevices {
    private final Transactions transactions;
    private final TwinStore twins;

    public ReadDevices(Transactions transactions, TwinStore twins) {
        this.transactions = transactions;
        this.twins = twins;
    }

    public Paged<DeviceView> list(TenantId tenant, DeviceFilter filter, Page page) {
        return transactions.inTenant(tenant, tx -> DeviceSql.list(tx, tenant, filter, page));
    }

    public Outcome<DeviceView> one(TenantId tenant, DeviceId device) {
        return orNotFound(device, transactions.inTenant(tenant, tx -> DeviceSql.find(tx, tenant, device)));
    }

    /** The twin itself, so that what is shown is what the device gets. */
    public Outcome<DesiredState> desired(TenantId tenant, DeviceId device) {
        return orNotFound(
                device,
                twins.read(device)
                        .filter(twin -> twin.tenantId().equals(tenant))
                        .map(Twin::desired));
    }

    Outcome<DeviceSql.Reported> reported(TenantId tenant, DeviceId device) {
        return orNotFound(device, transactions.inTenant(tenant, tx -> DeviceSql.reported(tx, tenant, device)));
    }

    Outcome<Paged<DeviceEventsSql.Event>> events(TenantId tenant, DeviceId device, Page page) {
        return transactions.reading(
                tenant,
                tx -> DeviceSql.exists(tx, tenant, device)
                        ? Outcome.done(DeviceEventsSql.list(tx, tenant, device, page))
                        : Outcome.<Paged<DeviceEventsSql.Event>>notFound("device", device));
    }

    private static <T> Outcome<T> orNotFound(DeviceId device, Optional<T> found) {
        return found.map(Outcome::done).orElseGet(() -> Outcome.notFound("device", device));
    }
}
