package io.signalbeam.functions.devices;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.devices.DeviceEvents.Severity;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.ExpectedRevision;
import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.functions.twin.ProjectTwins;
import io.signalbeam.functions.twin.Twin.Lifecycle;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.label.Labels;
import io.signalbeam.shared.validation.Validated;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Renames, labels, disables, enables and decommissions a device. */
public final class ChangeDevice {
    private final Transactions transactions;
    private final ProjectTwins projectTwins;
    private final Placement placement;
    private final AuditTrail audit;
    private final DeviceEvents events;
    private final InstantSource clock;

    public ChangeDevice(
            Transactions transactions,
            ProjectTwins projectTwins,
            Placement placement,
            AuditTrail audit,
            DeviceEvents events,
            InstantSource clock) {
        this.transactions = transactions;
        this.projectTwins = projectTwins;
        this.placement = placement;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    public Outcome<DeviceView> change(
            Person person, TenantId tenant, DeviceId device, DeviceChange change, ExpectedRevision expected) {
        var errors = new FieldErrors().dnsLabel("name", change.name());
        if (change.name() == null && change.labels() == null && change.lifecycle() == null) {
            errors.add("", "required", "Send name, labels or lifecycle.");
        }
        var refusal = errors.refusal();
        if (refusal.isPresent()) {
            return Outcome.refused(refusal.get());
        }
        return transactions.inTenant(tenant, tx -> {
            var there = DeviceChangeSql.lock(tx, tenant, device).orElse(null);
            if (there == null) {
                return Outcome.notFound("device", device);
            }
            if (there.lifecycle() == Lifecycle.Decommissioned) {
                return Outcome.conflict(ErrorCode.CONFLICT, "A decommissioned device does not change.");
            }
            if (!expected.accepts(there.revision())) {
                return Outcome.refused(new Refusal.Stale("The device has changed since it was read."));
            }
            return labels(there.labels(), change.labels()).flatMap(labels -> {
                var wanted = new DeviceRow(
                        change.name() == null ? there.name() : change.name(),
                        labels.values(),
                        there.facts(),
                        change.lifecycle() == null
                                ? there.lifecycle()
                                : Lifecycle.valueOf(change.lifecycle().name()),
                        there.revision());
                return apply(tx, person, tenant, device, there, wanted);
            });
        });
    }

    private Outcome<DeviceView> apply(
            Handle tx, Person person, TenantId tenant, DeviceId device, DeviceRow there, DeviceRow wanted) {
        boolean renamed = !wanted.name().equals(there.name());
        boolean labelled = !wanted.labels().equals(there.labels());
        if (renamed && DeviceChangeSql.nameTaken(tx, tenant, device, wanted.name())) {
            return Outcome.conflict(ErrorCode.NAME_TAKEN, "Another device is called " + wanted.name() + ".");
        }
        if (!wanted.equals(there)) {
            DeviceChangeSql.save(tx, tenant, device, wanted, renamed || labelled);
            if (labelled) {
                placement.changed(tx, tenant, List.of(device));
            }
            tell(tx, person, tenant, device, there, wanted);
            projectTwins.afterCommit(List.of(device));
        }
        return DeviceSql.find(tx, tenant, device)
                .map(Outcome::done)
                .orElseGet(() -> Outcome.notFound("device", device));
    }

    private void tell(Handle tx, Person person, TenantId tenant, DeviceId device, DeviceRow there, DeviceRow wanted) {
        if (!wanted.name().equals(there.name())) {
            var details = Map.of("from", there.name(), "to", wanted.name());
            note(tx, person, tenant, device, "rename", "renamed", "Renamed to " + wanted.name(), details);
        }
        if (!wanted.labels().equals(there.labels())) {
            var details = Map.of("from", there.labels(), "to", wanted.labels());
            note(tx, person, tenant, device, "label", "labelled", "Labels changed", details);
        }
        if (wanted.lifecycle() != there.lifecycle()) {
            boolean disabled = wanted.lifecycle() == Lifecycle.Disabled;
            note(
                    tx,
                    person,
                    tenant,
                    device,
                    disabled ? "disable" : "enable",
                    disabled ? "disabled" : "enabled",
                    disabled ? "Disabled" : "Enabled",
                    Map.of());
        }
    }

    private void note(
            Handle tx,
            Person person,
            TenantId tenant,
            DeviceId device,
            String verb,
            String event,
            String message,
            Map<String, ?> details) {
        audit.record(tx, tenant, person.actor(), "device." + verb, "device", device.toString(), details);
        var more = new HashMap<String, Object>(details);
        more.put("by", person.actor());
        events.record(
                tx,
                tenant,
                device,
                "io.signalbeam.device." + event + ".v1",
                Severity.Info,
                message + " by " + person.actor(),
                more);
    }

    /** Doing it again changes nothing. */
    public Outcome<DeviceId> decommission(Person person, TenantId tenant, DeviceId device) {
        return transactions.inTenant(tenant, tx -> {
            var there = DeviceChangeSql.lock(tx, tenant, device).orElse(null);
            if (there == null) {
                return Outcome.notFound("device", device);
            }
            if (there.lifecycle() != Lifecycle.Decommissioned) {
                DeviceChangeSql.decommission(tx, tenant, device, clock.instant());
                placement.changed(tx, tenant, List.of(device));
                note(
                        tx,
                        person,
                        tenant,
                        device,
                        "decommission",
                        "decommissioned",
                        "Decommissioned",
                        Map.of("name", there.name()));
                projectTwins.afterCommit(List.of(device));
            }
            return Outcome.done(device);
        });
    }

    private static Outcome<Labels> labels(Map<String, String> there, @Nullable Map<String, @Nullable String> patch) {
        var merged = new HashMap<>(there);
        if (patch != null) {
            patch.forEach((key, value) -> {
                if (value == null) {
                    merged.remove(key);
                } else {
                    merged.put(key, value);
                }
            });
        }
        return switch (Labels.of(merged, "labels")) {
            case Validated.Valid<Labels>(Labels labels) -> Outcome.done(labels);
            case Validated.Invalid<Labels> invalid -> Outcome.refused(new Refusal.Invalid(invalid.errors()));
        };
    }
}
