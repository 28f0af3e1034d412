package io.signalbeam.functions.devicekeys;

import io.signalbeam.functions.access.AuthenticatedDevice;
import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.access.TwinDeviceDoor;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.devicekeys.DeviceKeySql.Holder;
import io.signalbeam.functions.devicekeys.DeviceKeySql.KeyRow;
import io.signalbeam.functions.devices.DeviceEvents;
import io.signalbeam.functions.devices.DeviceEvents.Severity;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.functions.twin.ProjectTwins;
import io.signalbeam.functions.twin.Twin.Lifecycle;
import io.signalbeam.shared.api.RotateKeyRequest;
import io.signalbeam.shared.api.RotateKeyResponse;
import io.signalbeam.shared.credential.CredentialHash;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;

/**
 * Gives devices new keys. The key before lives on for {@link #OVERLAP}, even once the new one is in use: a memory card
 * that lost its last writes in a power cut brings the old key back, and the device must get in with it. Only a rotation
 * that was asked to be exclusive ends it at once.
 */
public final class RotateKeys {
    static final Duration OVERLAP = Duration.ofHours(24);
    private static final int MAX_HOURS = 720;

    private final Transactions transactions;
    private final ProjectTwins projectTwins;
    private final AuditTrail audit;
    private final DeviceEvents events;
    private final InstantSource clock;

    public RotateKeys(
            Transactions transactions,
            ProjectTwins projectTwins,
            AuditTrail audit,
            DeviceEvents events,
            InstantSource clock) {
        this.transactions = transactions;
        this.projectTwins = projectTwins;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    /** Puts the wish for a new key where the device sees it at its next poll. */
    public Outcome<RotationWish.Asked> ask(Person person, TenantId tenant, DeviceId device, RotationWish wish) {
        var refusal = new FieldErrors()
                .range("deadlineHours", wish.deadlineHours(), 1, MAX_HOURS)
                .refusal();
        if (refusal.isPresent()) {
            return Outcome.refused(refusal.get());
        }
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var asked = new RotationWish.Asked(
                now,
                wish.deadlineHours() == null ? null : now.plus(Duration.ofHours(wish.deadlineHours())),
                Objects.requireNonNullElse(wish.exclusive(), false));
        return transactions.inTenant(tenant, tx -> {
            var holder = DeviceKeySql.lock(tx, tenant, device).orElse(null);
            if (holder == null) {
                return Outcome.notFound("device", device);
            }
            if (holder.lifecycle() == Lifecycle.Decommissioned) {
                return Outcome.conflict(ErrorCode.CONFLICT, "A decommissioned device has no key.");
            }
            DeviceKeySql.ask(tx, tenant, device, now, asked.exclusive());
            var details = new HashMap<String, Object>();
            details.put("exclusive", asked.exclusive());
            var deadline = asked.deadline();
            if (deadline != null) {
                DeviceKeySql.end(tx, tenant, device, null, deadline);
                details.put("deadline", deadline);
            }
            audit.record(tx, tenant, person.actor(), "device.rotate-key", "device", device.toString(), details);
            details.put("by", person.actor());
            note(tx, tenant, device, "key-rotation-asked", "A new key was asked for by " + person.actor(), details);
            projectTwins.afterCommit(List.of(device));
            return Outcome.done(asked);
        });
    }

    /** Adds the key that the device made. Asking again for the same key gives the same answer. */
    public Outcome<RotateKeyResponse> rotate(AuthenticatedDevice caller, RotateKeyRequest request) {
        var tenant = caller.tenantId();
        var device = caller.deviceId();
        var own = TwinDeviceDoor.ownPart(device, request.keyId()).orElse(null);
        var errors = new FieldErrors();
        if (CredentialHash.parse(request.hash()).isEmpty()) {
            errors.add("hash", "format", "It takes a salt and a SHA-256, both base64url, with a dot between.");
        }
        if (own == null) {
            errors.add("keyId", "format", "It takes the device's id and 8 hexadecimal digits, without hyphens.");
        }
        var refusal = errors.refusal();
        if (refusal.isPresent() || own == null) {
            return Outcome.refused(refusal.orElseThrow());
        }
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return transactions.inTenant(tenant, tx -> {
            var holder = DeviceKeySql.lock(tx, tenant, device).orElse(null);
            if (holder == null || holder.lifecycle() != Lifecycle.Active) {
                return Outcome.refused(new Refusal.Forbidden(ErrorCode.DEVICE_DISABLED, "The device is not active."));
            }
            var keys = DeviceKeySql.keys(tx, tenant, device);
            var before = keys.stream().filter(key -> key.id().equals(own)).findFirst();
            if (before.isPresent()) {
                return before.get().hash().equals(request.hash())
                                && before.get().notAfter() == null
                        ? Outcome.done(answer(request, keys, own, now))
                        : Outcome.conflict(
                                ErrorCode.CONFLICT, "Another key of the device has this id; make a new one.");
            }
            // The twin that let the caller in may be older than this: of two that ask at once the second is out.
            var with = TwinDeviceDoor.ownPart(device, caller.keyId()).orElse("");
            if (keys.stream().noneMatch(key -> key.id().equals(with) && key.isGood(now))) {
                return Outcome.refused(new Refusal.Unauthenticated(
                        ErrorCode.DEVICE_KEY_INVALID, "The device key is not known, or its time has ended."));
            }
            add(tx, caller, holder, own, request, now);
            return Outcome.done(answer(request, DeviceKeySql.keys(tx, tenant, device), own, now));
        });
    }

    private void add(
            Handle tx, AuthenticatedDevice caller, Holder holder, String own, RotateKeyRequest request, Instant now) {
        var tenant = caller.tenantId();
        var device = caller.deviceId();
        DeviceKeySql.add(tx, tenant, device, own, request.hash(), now);
        DeviceKeySql.end(tx, tenant, device, own, holder.exclusive() ? now : now.plus(OVERLAP));
        DeviceKeySql.clear(
                tx,
                tenant,
                device,
                TwinDeviceDoor.ownPart(device, caller.keyId()).orElse(""),
                now);
        if (holder.exclusive()) {
            DeviceKeySql.forgetInstances(tx, tenant, device);
        }
        DeviceKeySql.obeyed(tx, tenant, device);
        var details = new HashMap<String, Object>();
        details.put("keyId", request.keyId());
        details.put("exclusive", holder.exclusive());
        audit.record(tx, tenant, "device " + device, "device.key-rotated", "device", device.toString(), details);
        note(tx, tenant, device, "key-rotated", "The device has a new key", details);
        projectTwins.afterCommit(List.of(device));
    }

    private void note(
            Handle tx, TenantId tenant, DeviceId device, String event, String message, Map<String, ?> details) {
        events.record(tx, tenant, device, "io.signalbeam.device." + event + ".v1", Severity.Info, message, details);
    }

    private static RotateKeyResponse answer(RotateKeyRequest request, List<KeyRow> keys, String own, Instant now) {
        var end = keys.stream()
                .filter(key -> !key.id().equals(own))
                .map(KeyRow::notAfter)
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .filter(now::isBefore)
                .orElse(now);
        return new RotateKeyResponse(request.keyId(), end, now);
    }
}
