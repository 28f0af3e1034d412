package io.signalbeam.functions.enrollment;

import io.signalbeam.functions.access.Origin;
import io.signalbeam.functions.access.TwinDeviceDoor;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.devicekeys.DeviceKeySql;
import io.signalbeam.functions.devices.DeviceEvents;
import io.signalbeam.functions.devices.DeviceEvents.Severity;
import io.signalbeam.functions.devices.Placement;
import io.signalbeam.functions.devices.Succession;
import io.signalbeam.functions.devices.Succession.Predecessor;
import io.signalbeam.functions.enrollment.EnrollSql.Enrolled;
import io.signalbeam.functions.enrollment.EnrollSql.NewDevice;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.quotas.Quota;
import io.signalbeam.functions.quotas.Quotas;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.signing.SigningKeys;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.functions.twin.ProjectTwins;
import io.signalbeam.shared.api.EnrollRequest;
import io.signalbeam.shared.api.EnrollResponse;
import io.signalbeam.shared.credential.CredentialHash;
import io.signalbeam.shared.credential.DeviceKey;
import io.signalbeam.shared.credential.EnrollmentToken;
import io.signalbeam.shared.desired.AgentSettings;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.label.Labels;
import io.signalbeam.shared.validation.Validated;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Makes a device of somebody who holds an enrollment token. */
public final class EnrollDevice {
    /** How long an answer that got lost can be asked for again. */
    private static final Duration REPEATABLE = Duration.ofDays(1);

    private final Transactions transactions;
    private final ProjectTwins projectTwins;
    private final Placement placement;
    private final Succession succession;
    private final SigningKeys signingKeys;
    private final Quotas quotas;
    private final AuditTrail audit;
    private final DeviceEvents events;
    private final AgentSettings agent;
    private final InstantSource clock;

    public EnrollDevice(
            Transactions transactions,
            ProjectTwins projectTwins,
            Placement placement,
            Succession succession,
            SigningKeys signingKeys,
            Quotas quotas,
            AuditTrail audit,
            DeviceEvents events,
            Settings settings,
            InstantSource clock) {
        this.transactions = transactions;
        this.projectTwins = projectTwins;
        this.placement = placement;
        this.succession = succession;
        this.signingKeys = signingKeys;
        this.quotas = quotas;
        this.audit = audit;
        this.events = events;
        this.agent = settings.agent();
        this.clock = clock;
    }

    public Outcome<EnrollResponse> enroll(EnrollRequest request) {
        var token = EnrollmentToken.parse(request.token().strip()).orElse(null);
        if (token == null) {
            return refused(ErrorCode.ENROLLMENT_TOKEN_INVALID, "The token is not whole.");
        }
        var refusal = EnrollmentInput.check(request).refusal();
        if (refusal.isPresent()) {
            return Outcome.refused(refusal.get());
        }
        var tenant = transactions
                .beforeTenant(tx -> EnrollSql.tenantOf(tx, token.tokenId()))
                .orElse(null);
        if (tenant == null) {
            return unknown();
        }
        // First: a device must not be there without knowing whom to believe.
        var signing = signingKeys.forEnrollment(tenant);
        Outcome<EnrollResponse> enrolled = Origin.current()
                .with("enrollment-token:" + token.tokenId())
                .during(() -> transactions.inTenant(tenant, tx -> enroll(tx, tenant, token, request, clock.instant())));
        return enrolled.map(answer -> answer.believing(signing));
    }

    private Outcome<EnrollResponse> enroll(
            Handle tx, TenantId tenant, EnrollmentToken token, EnrollRequest request, Instant now) {
        var stored = TokenSql.find(tx, tenant, token.tokenId(), now).orElse(null);
        if (stored == null
                || !CredentialHash.parse(stored.secretHash())
                        .map(hash -> hash.matches(token.secretBytes()))
                        .orElse(false)) {
            return unknown();
        }
        var view = stored.view();
        var requestId = UuidV7.parse(request.requestId());
        EnrollSql.lockRequest(tx, requestId);
        var before = EnrollSql.byRequest(tx, tenant, requestId).orElse(null);
        if (before != null) {
            return again(tx, tenant, view, before, now);
        }
        if (view.state() != TokenState.Usable) {
            return spent(view.state());
        }
        var replaced = view.replaces();
        if (replaced == null) {
            return labels(request, view.labels())
                    .flatMap(labels -> make(tx, tenant, view, request, requestId, labels, null, now));
        }
        var predecessor = succession.lock(tx, tenant, replaced).orElse(null);
        if (predecessor == null) {
            // Somebody with the same token may have been first: then it is the token that has come to its end.
            var state = stateOf(tx, tenant, view.id(), now);
            return state == TokenState.Usable
                    ? Outcome.conflict(ErrorCode.CONFLICT, "The device to be replaced was decommissioned meanwhile.")
                    : spent(state);
        }
        return labels(request, predecessor.labels())
                .flatMap(labels -> make(tx, tenant, view, request, requestId, labels, predecessor, now));
    }

    private Outcome<EnrollResponse> make(
            Handle tx,
            TenantId tenant,
            TokenView token,
            EnrollRequest request,
            UUID requestId,
            Labels labels,
            @Nullable Predecessor predecessor,
            Instant now) {
        var device = new NewDevice(
                new DeviceId(UuidV7.at(now)),
                token.id(),
                requestId,
                labels.values(),
                request.facts(),
                request.signingKey(),
                request.encryptionKey(),
                now);
        var base = DeviceName.base(
                Objects.requireNonNullElse(request.name(), request.facts().hostname()));
        int attempt = 0;
        while (!EnrollSql.insert(tx, tenant, device, DeviceName.attempt(base, attempt))) {
            attempt++;
        }
        EnrollSql.addState(tx, tenant, device.id());
        var key = addKey(tx, tenant, device.id(), now);
        EnrollSql.join(tx, tenant, device.id(), token.groupIds());
        if (predecessor == null) {
            placement.changed(tx, tenant, List.of(device.id()));
            note(tx, tenant, device.id(), "enroll", "Enrolled", Map.of("enrollmentToken", token.id()));
        } else {
            succession.complete(tx, tenant, predecessor, device.id());
            note(
                    tx,
                    tenant,
                    device.id(),
                    "enroll",
                    "Enrolled in the place of another device",
                    Map.of("enrollmentToken", token.id(), "replaces", predecessor.id()));
        }
        // Who takes another's place adds nothing.
        var full = predecessor == null ? quotas.refuse(tx, tenant, Quota.DEVICES) : Optional.<Refusal>empty();
        if (full.isPresent()) {
            return Outcome.refused(full.get());
        }
        // Last, because the row stays locked until the end: others with the same token wait for no more than this.
        if (!TokenSql.use(tx, tenant, token.id(), now)) {
            return spent(stateOf(tx, tenant, token.id(), now));
        }
        return Outcome.done(answer(device.id(), tenant, nameOf(tx, tenant, requestId), key, now));
    }

    private Outcome<EnrollResponse> again(Handle tx, TenantId tenant, TokenView token, Enrolled before, Instant now) {
        if (!token.id().equals(before.token()) || before.decommissioned()) {
            return Outcome.conflict(ErrorCode.CONFLICT, "This requestId was used before; enrol with a new one.");
        }
        if (token.state() == TokenState.Revoked || token.state() == TokenState.Expired) {
            return spent(token.state());
        }
        if (now.isAfter(before.enrolledAt().plus(REPEATABLE))) {
            return Outcome.conflict(ErrorCode.CONFLICT, "This requestId is more than a day old.");
        }
        var key = addKey(tx, tenant, before.id(), now);
        EnrollSql.touch(tx, tenant, before.id());
        note(tx, tenant, before.id(), "enroll-again", "Enrolled again with a new key", Map.of());
        return Outcome.done(answer(before.id(), tenant, before.name(), key, now));
    }

    private DeviceKey addKey(Handle tx, TenantId tenant, DeviceId device, Instant now) {
        var key = DeviceKey.random(device);
        var id = TwinDeviceDoor.ownPart(key);
        DeviceKeySql.add(
                tx, tenant, device, id, CredentialHash.of(key.secretBytes()).encoded(), now);
        // Those whose answers were lost are good as well, but not without end.
        DeviceKeySql.clear(tx, tenant, device, id, now);
        EnrollSql.queue(tx, tenant, device);
        projectTwins.afterCommit(List.of(device));
        return key;
    }

    private void note(
            Handle tx, TenantId tenant, DeviceId device, String verb, String message, Map<String, ?> details) {
        audit.record(tx, tenant, "device " + device, "device." + verb, "device", device.toString(), details);
        events.record(tx, tenant, device, "io.signalbeam.device.enrolled.v1", Severity.Info, message, details);
    }

    private static TokenState stateOf(Handle tx, TenantId tenant, UUID token, Instant now) {
        return TokenSql.find(tx, tenant, token, now)
                .map(found -> found.view().state())
                .orElse(TokenState.Revoked);
    }

    private static String nameOf(Handle tx, TenantId tenant, UUID requestId) {
        return EnrollSql.byRequest(tx, tenant, requestId).orElseThrow().name();
    }

    private EnrollResponse answer(DeviceId device, TenantId tenant, String name, DeviceKey key, Instant now) {
        return new EnrollResponse(device, tenant, name, key.text(), agent, now);
    }

    /** The token's or the predecessor's labels win: they are the administrator's word. */
    private static Outcome<Labels> labels(EnrollRequest request, Map<String, String> decided) {
        var merged = new HashMap<>(request.labels());
        merged.putAll(decided);
        return switch (Labels.of(merged, "labels")) {
            case Validated.Valid<Labels>(Labels labels) -> Outcome.done(labels);
            case Validated.Invalid<Labels> invalid -> Outcome.refused(new Refusal.Invalid(invalid.errors()));
        };
    }

    private static Outcome<EnrollResponse> spent(TokenState state) {
        return switch (state) {
            case Usable, UsedUp -> refused(ErrorCode.ENROLLMENT_TOKEN_USED_UP, "The token has no uses left.");
            case Expired -> refused(ErrorCode.ENROLLMENT_TOKEN_EXPIRED, "The token's time has ended.");
            case Revoked -> refused(ErrorCode.ENROLLMENT_TOKEN_REVOKED, "The token was revoked.");
        };
    }

    private static Outcome<EnrollResponse> unknown() {
        return refused(ErrorCode.ENROLLMENT_TOKEN_INVALID, "There is no such token.");
    }

    private static Outcome<EnrollResponse> refused(ErrorCode code, String detail) {
        return Outcome.refused(new Refusal.Unauthenticated(code, detail));
    }
}
