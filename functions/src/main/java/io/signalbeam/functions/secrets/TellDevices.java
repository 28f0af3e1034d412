package io.signalbeam.functions.secrets;

import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.functions.twin.ProjectTwins;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Gives the devices that a secret concerns their next generation. */
final class TellDevices {
    private final Transactions transactions;
    private final ProjectTwins projectTwins;

    TellDevices(Transactions transactions, ProjectTwins projectTwins) {
        this.transactions = transactions;
        this.projectTwins = projectTwins;
    }

    /** In the transaction that changed it, and once more after. */
    void of(Handle tx, TenantId tenant, String name) {
        var told = tell(tx, tenant, name, List.of());
        // A device that was given such a bundle while this ran was seen by neither side.
        transactions.afterCommit(
                () -> transactions.<List<DeviceId>>inTenant(tenant, after -> tell(after, tenant, name, told)));
    }

    private List<DeviceId> tell(Handle tx, TenantId tenant, String name, List<DeviceId> but) {
        var told = SecretsSql.tell(tx, tenant, name, but);
        projectTwins.afterCommit(told);
        return told;
    }
}
