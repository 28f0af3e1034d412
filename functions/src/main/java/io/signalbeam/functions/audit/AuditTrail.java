package io.signalbeam.functions.audit;

import io.signalbeam.functions.access.Person;
import io.signalbeam.shared.id.TenantId;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Writes what was done in the transaction that does it, so that neither is there without the other. */
public interface AuditTrail {

    /**
     * @param actor who: {@link Person#actor()}, or {@code device <id>} for a device
     * @param action object kind and verb: {@code device.rename}
     * @param details anything that JSON can say; never a secret
     */
    void record(
            Handle tx,
            TenantId tenant,
            String actor,
            String action,
            String objectKind,
            String objectId,
            Map<String, ?> details);

    /** What a person did in the person's own tenant. */
    default void record(
            Handle tx, Person person, String action, String objectKind, String objectId, Map<String, ?> details) {
        var tenant = person.tenant();
        if (tenant == null) {
            throw new IllegalArgumentException("the person belongs to no tenant");
        }
        record(tx, tenant.id(), person.actor(), action, objectKind, objectId, details);
    }
}
