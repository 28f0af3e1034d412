package io.signalbeam.functions.live;

import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.shared.id.TenantId;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Whatever somebody does is written down; so this is where those who look on hear of all of it. */
public final class AuditForOnlookers implements AuditTrail {
    private final AuditTrail trail;
    private final Onlookers onlookers;

    public AuditForOnlookers(AuditTrail trail, Onlookers onlookers) {
        this.trail = trail;
        this.onlookers = onlookers;
    }

    @Override
    public void record(
            Handle tx,
            TenantId tenant,
            String actor,
            String action,
            String objectKind,
            String objectId,
            Map<String, ?> details) {
        trail.record(tx, tenant, actor, action, objectKind, objectId, details);
        onlookers.tell(tenant, topics(objectKind));
    }

    private static Topic[] topics(String objectKind) {
        return switch (objectKind) {
            case "device", "command" -> new Topic[] {Topic.Audit, Topic.Devices};
            // Who is in a group, and what it runs, is said of its devices too.
            case "group" -> new Topic[] {Topic.Audit, Topic.Groups, Topic.Devices};
            case "bundle", "artifact" -> new Topic[] {Topic.Audit, Topic.Bundles};
            case "rollout" -> new Topic[] {Topic.Audit, Topic.Rollouts};
            case "alert-rule", "alert-silence", "alert-webhook" -> new Topic[] {Topic.Audit, Topic.Alerts};
            case "parked-event" -> new Topic[] {Topic.Audit, Topic.ParkedEvents};
            case "enrollment-token" -> new Topic[] {Topic.Audit, Topic.EnrollmentTokens};
            default -> new Topic[] {Topic.Audit, Topic.Settings};
        };
    }
}
