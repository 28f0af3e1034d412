package io.signalbeam.functions.devices;

import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.devices.DeviceEvents.Severity;
import io.signalbeam.functions.twin.ProjectTwins;
import io.signalbeam.functions.twin.Twin.Lifecycle;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** A new device takes the place of one that is replaced: both in the caller's transaction, or neither. */
public final class Succession {
    private final ProjectTwins projectTwins;
    private final Placement placement;
    private final AuditTrail audit;
    private final DeviceEvents events;
    private final InstantSource clock;

    public Succession(
            ProjectTwins projectTwins,
            Placement placement,
            AuditTrail audit,
            DeviceEvents events,
            InstantSource clock) {
        this.projectTwins = projectTwins;
        this.placement = placement;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    /** What the successor inherits at once. */
    public record Predecessor(DeviceId id, String name, Map<String, String> labels) {
        public Predecessor {
            labels = Map.copyOf(labels);
        }
    }

    /** The device, locked until the transaction ends; empty when it is none any more. */
    public Optional<Predecessor> lock(Handle tx, TenantId tenant, DeviceId device) {
        return DeviceChangeSql.lock(tx, tenant, device)
                .filter(row -> row.lifecycle() != Lifecycle.Decommissioned)
                .map(row -> new Predecessor(device, row.name(), row.labels()));
    }

    /**
     * Hands name, assignments and memberships over, and decommissions the predecessor. The successor is there already,
     * under another name and with the predecessor's labels.
     */
    public void complete(Handle tx, TenantId tenant, Predecessor predecessor, DeviceId successor) {
        var before = predecessor.id();
        SuccessionSql.handOver(tx, tenant, before, successor);
        DeviceChangeSql.decommission(tx, tenant, before, clock.instant());
        SuccessionSql.rename(tx, tenant, successor, predecessor.name());
        placement.changed(tx, tenant, List.of(before, successor));
        var details = Map.of("name", predecessor.name(), "successor", successor.toString());
        audit.record(tx, tenant, "device " + successor, "device.replace", "device", before.toString(), details);
        events.record(
                tx,
                tenant,
                before,
                "io.signalbeam.device.replaced.v1",
                Severity.Info,
                "Replaced by another device, and decommissioned",
                details);
        projectTwins.afterCommit(List.of(before, successor));
    }
}
