package io.signalbeam.functions.audit;

import io.signalbeam.functions.access.Person;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Writes what a platform administrator did to all tenants at once into the trail of each, for their admins read no other.
 */
public final class PlatformAudit {
    private final AuditTrail audit;

    public PlatformAudit(AuditTrail audit) {
        this.audit = audit;
    }

    /** As the service, in the transaction that does it; the details are for every tenant's eyes. */
    public void record(
            Handle tx, Person person, String action, String objectKind, String objectId, Map<String, ?> details) {
        for (var tenant : AuditSql.tenants(tx)) {
            audit.record(tx, tenant, person.actor(), action, objectKind, objectId, details);
        }
    }
}
