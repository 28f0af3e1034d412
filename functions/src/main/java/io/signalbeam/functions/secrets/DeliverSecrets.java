package io.signalbeam.functions.secrets;

import io.signalbeam.functions.access.AuthenticatedDevice;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.api.SecretsRequest;
import io.signalbeam.shared.api.SecretsResponse;
import io.signalbeam.shared.api.SecretsResponse.SealedSecret;
import io.signalbeam.shared.desired.SecretRef;
import io.signalbeam.shared.seal.DeviceSeal;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives a device the values of secrets that its desired state names, and of no others, each sealed for that device. What
 * it may have is in its twin; who was given what goes into the audit trail before it goes out.
 */
final class DeliverSecrets {
    /** A device that asks again and again for the same fills no trail. */
    private static final Duration TOLD = Duration.ofMinutes(10);

    private final SecretVault vault;
    private final Transactions transactions;
    private final AuditTrail audit;
    private final InstantSource clock;

    DeliverSecrets(SecretVault vault, Transactions transactions, AuditTrail audit, InstantSource clock) {
        this.vault = vault;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    Outcome<SecretsResponse> deliver(AuthenticatedDevice device, SecretsRequest request) {
        var desired = device.twin().desired();
        var known = new HashMap<String, SecretRef>();
        desired.bundles().forEach(bundle -> bundle.secrets().forEach(secret -> known.put(secret.name(), secret)));
        var refusal = refusal(device, request, known);
        if (refusal.isPresent()) {
            return Outcome.refused(refusal.get());
        }
        var key = device.twin().encryptionKey();
        if (key == null) {
            return Outcome.conflict(
                    ErrorCode.CONFLICT, "The device enrolled without an encryption key; enrol it anew.");
        }
        var seal = new DeviceSeal(device.tenantId(), device.deviceId());
        var wanted = request.names().stream().distinct().map(known::get).toList();
        List<SealedSecret> sealed = wanted.stream()
                .map(secret -> seal.seal(
                        key, secret, vault.read(VaultName.of(device.tenantId(), secret.name()), secret.version())))
                .toList();
        note(device, wanted);
        return Outcome.done(new SecretsResponse(
                desired.generation(), sealed, clock.instant().truncatedTo(ChronoUnit.MILLIS)));
    }

    private void note(AuthenticatedDevice device, List<SecretRef> given) {
        var tenant = device.tenantId();
        var actor = "device " + device.deviceId();
        transactions.<Boolean>inTenant(tenant, tx -> {
            var told = SecretsSql.delivered(tx, tenant, actor, clock.instant().minus(TOLD));
            for (var secret : given) {
                if (!told.contains(secret)) {
                    audit.record(
                            tx,
                            tenant,
                            actor,
                            SecretsSql.DELIVER,
                            "secret",
                            secret.name(),
                            Map.of("version", secret.version()));
                }
            }
            return true;
        });
    }

    private static Optional<Refusal> refusal(
            AuthenticatedDevice device, SecretsRequest request, Map<String, SecretRef> known) {
        var errors = new FieldErrors().size("names", request.names(), 1, SecretsRequest.MAX_NAMES);
        if (errors.count() > 0) {
            return errors.refusal();
        }
        if (request.generation() > device.twin().desired().generation()) {
            return Optional.of(new Refusal.Conflict(
                    ErrorCode.CONFLICT, "Generation " + request.generation() + " has not arrived here yet."));
        }
        return request.names().stream()
                .filter(name -> !known.containsKey(name))
                .findFirst()
                .map(name -> new Refusal.Forbidden(
                        ErrorCode.SECRET_NOT_DESIRED,
                        "A device gets secrets only that its desired state names; this one is not among them."));
    }
}
