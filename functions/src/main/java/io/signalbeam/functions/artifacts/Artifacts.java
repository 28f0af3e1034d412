package io.signalbeam.functions.artifacts;

import io.signalbeam.functions.access.AuthenticatedDevice;
import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.artifacts.ArtifactStore.File;
import io.signalbeam.functions.artifacts.ArtifactView.Status;
import io.signalbeam.functions.artifacts.ArtifactView.Upload;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.functions.quotas.Quota;
import io.signalbeam.functions.quotas.Quotas;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.api.ArtifactResponse;
import io.signalbeam.shared.hash.Sha256;
import io.signalbeam.shared.id.TenantId;
import java.io.IOException;
import java.security.DigestInputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Keeps artifacts: says where bytes are to be brought, checks once that they are what they were said to be, and says to
 * devices where they are. Devices check again, each for itself: an address for writing outlives the check by minutes.
 */
final class Artifacts {
    static final Duration WRITABLE = Duration.ofHours(1);
    static final Duration READABLE = Duration.ofHours(1);
    private static final int BLOCK_BYTES = 8 * 1024 * 1024;
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Transactions transactions;
    private final ArtifactStore store;
    private final Quotas quotas;
    private final AuditTrail audit;
    private final InstantSource clock;

    Artifacts(Transactions transactions, ArtifactStore store, Quotas quotas, AuditTrail audit, InstantSource clock) {
        this.transactions = transactions;
        this.quotas = quotas;
        this.store = store;
        this.audit = audit;
        this.clock = clock;
    }

    Paged<ArtifactView> list(TenantId tenant, Page page) {
        return transactions.reading(tenant, tx -> ArtifactSql.list(tx, tenant, page));
    }

    Outcome<ArtifactView> one(TenantId tenant, String sha256) {
        return transactions
                .reading(tenant, tx -> ArtifactSql.find(tx, tenant, sha256))
                .<Outcome<ArtifactView>>map(Outcome::done)
                .orElseGet(() -> Outcome.notFound("artifact", sha256));
    }

    /** Asking again gives another address, or says that nothing need be brought. */
    Outcome<ArtifactView> begin(Person person, TenantId tenant, NewArtifact wish) {
        return Outcome.unless(
                wish.problem(),
                () -> transactions.inTenant(tenant, tx -> {
                    ArtifactSql.lock(tx, tenant, wish.sha256());
                    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
                    ArtifactSql.add(tx, tenant, wish, person.actor(), now);
                    var artifact = ArtifactSql.find(tx, tenant, wish.sha256()).orElseThrow();
                    if (artifact.sizeBytes() != wish.sizeBytes()) {
                        return Outcome.invalid("sizeBytes", "conflict", "It has " + artifact.sizeBytes() + " bytes.");
                    }
                    if (artifact.status() == Status.Ready) {
                        return Outcome.done(artifact);
                    }
                    audit.record(
                            tx,
                            person,
                            "artifact.upload",
                            "artifact",
                            wish.sha256(),
                            Map.of("sizeBytes", wish.sizeBytes()));
                    var until = now.plus(WRITABLE);
                    var url = store.forWriting(new File(tenant, wish.sha256()), until);
                    return Outcome.unless(
                            quotas.refuse(tx, tenant, Quota.ARTIFACT_BYTES),
                            () -> Outcome.done(artifact.with(new Upload(url, BLOCK_BYTES, until))));
                }));
    }

    /** Reads all that was brought; what is not what it was said to be is deleted. */
    Outcome<ArtifactView> complete(Person person, TenantId tenant, String sha256) {
        var known = transactions.inTenant(tenant, tx -> ArtifactSql.find(tx, tenant, sha256));
        if (known.isEmpty()) {
            return Outcome.notFound("artifact", sha256);
        }
        if (known.get().status() == Status.Ready) {
            return Outcome.done(known.get());
        }
        var file = new File(tenant, sha256);
        var size = store.size(file);
        if (size.isEmpty()) {
            return Outcome.conflict(
                    ErrorCode.ARTIFACT_MISMATCH, "Nothing was brought yet, or its blocks were not listed.");
        }
        if (size.getAsLong() != known.get().sizeBytes() || !hash(file).equals(sha256)) {
            store.delete(file);
            return mismatch(known.get(), size);
        }
        return transactions.inTenant(tenant, tx -> {
            ArtifactSql.lock(tx, tenant, sha256);
            ArtifactSql.ready(tx, tenant, sha256, clock.instant().truncatedTo(ChronoUnit.MILLIS));
            audit.record(tx, person, "artifact.complete", "artifact", sha256, Map.of());
            return ArtifactSql.find(tx, tenant, sha256)
                    .<Outcome<ArtifactView>>map(Outcome::done)
                    .orElseGet(() -> Outcome.notFound("artifact", sha256));
        });
    }

    Outcome<String> delete(Person person, TenantId tenant, String sha256) {
        return transactions.inTenant(tenant, tx -> {
            ArtifactSql.lock(tx, tenant, sha256);
            var artifact = ArtifactSql.find(tx, tenant, sha256);
            if (artifact.isEmpty()) {
                return Outcome.notFound("artifact", sha256);
            }
            if (artifact.get().versionCount() > 0) {
                return Outcome.conflict(
                        ErrorCode.ARTIFACT_IN_USE, artifact.get().versionCount() + " versions of bundles name it.");
            }
            // The row after the bytes: one without bytes is brought anew, bytes without a row would stay for ever.
            store.delete(new File(tenant, sha256));
            ArtifactSql.delete(tx, tenant, sha256);
            audit.record(tx, person, "artifact.delete", "artifact", sha256, Map.of());
            return Outcome.done(sha256);
        });
    }

    /** Only what the device's own desired state names. */
    Outcome<ArtifactResponse> address(AuthenticatedDevice device, String sha256) {
        boolean desired = device.twin().desired().bundles().stream()
                .flatMap(bundle -> bundle.manifest().files().stream())
                .anyMatch(artifact -> artifact.sha256().equals(sha256));
        if (!desired) {
            return Outcome.refused(new Refusal.Forbidden(
                    ErrorCode.ARTIFACT_NOT_DESIRED,
                    "A device gets artifacts only that its desired state names; this one is not among them."));
        }
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var until = now.plus(READABLE);
        var addresses = store.forReading(new File(device.tenantId(), sha256), until);
        var second = addresses.second();
        return Outcome.done(new ArtifactResponse(
                addresses.first().toString(), second == null ? null : second.toString(), until, now));
    }

    private static <T> Outcome<T> mismatch(ArtifactView known, OptionalLong size) {
        return Outcome.conflict(
                ErrorCode.ARTIFACT_MISMATCH,
                "What was brought has " + size.orElse(0) + " bytes, and not the " + known.sizeBytes() + " of "
                        + known.sha256() + ", or another hash; it was deleted.");
    }

    private String hash(File file) {
        try (var in = new DigestInputStream(store.open(file), Sha256.digest())) {
            var buffer = new byte[BUFFER_BYTES];
            int read;
            do {
                read = in.read(buffer);
            } while (read >= 0);
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (IOException e) {
            throw new TransientFailure("The artifact could not be read to its end", e);
        }
    }
}
