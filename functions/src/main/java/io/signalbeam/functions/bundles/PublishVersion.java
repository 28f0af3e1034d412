package io.signalbeam.functions.bundles;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.quotas.Quota;
import io.signalbeam.functions.quotas.Quotas;
import io.signalbeam.functions.signing.BundleSigner;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.bundle.ArtifactSpec;
import io.signalbeam.shared.bundle.BundleManifest;
import io.signalbeam.shared.bundle.ComposeReader;
import io.signalbeam.shared.bundle.ImageReference;
import io.signalbeam.shared.bundle.ManifestDigest;
import io.signalbeam.shared.bundle.ManifestReader;
import io.signalbeam.shared.bundle.ManifestWriter;
import io.signalbeam.shared.desired.SecretRef;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.trust.BundleStatement;
import io.signalbeam.shared.validation.FieldError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Publishes a version of a bundle, for good. The same manifest again is answered with what is there. */
final class PublishVersion {
    private final Transactions transactions;
    private final ManifestStore store;
    private final BundleSigner signer;
    private final Quotas quotas;
    private final AuditTrail audit;
    private final InstantSource clock;

    PublishVersion(
            Transactions transactions,
            ManifestStore store,
            BundleSigner signer,
            Quotas quotas,
            AuditTrail audit,
            InstantSource clock) {
        this.transactions = transactions;
        this.store = store;
        this.signer = signer;
        this.quotas = quotas;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * @param bundleId of the path
     * @param contentType in lower case, without parameters; empty when none was sent
     * @param version of the query: for a Compose file, which has none of its own
     */
    record Request(String bundleId, String contentType, String body, Optional<String> version) {}

    record Published(BundleVersion version, boolean isNew) {}

    Outcome<Published> publish(Person person, TenantId tenant, Request request) {
        return Outcome.unless(person.reach().refuseBundle(request.bundleId()), () -> manifest(request))
                .flatMap(manifest -> publishAs(person, tenant, request, manifest));
    }

    private Outcome<Published> publishAs(Person person, TenantId tenant, Request request, BundleManifest manifest) {
        if (!manifest.bundleId().equals(request.bundleId())) {
            return Outcome.invalid(
                    "bundleId", "conflict", "It is not the bundle of the path, " + request.bundleId() + ".");
        }
        return publish(person, tenant, manifest);
    }

    private static Outcome<BundleManifest> manifest(Request request) {
        return switch (request.contentType()) {
            case "", "application/json" -> Outcome.of(ManifestReader.read(request.body()));
            case "application/yaml", "application/x-yaml", "text/yaml" ->
                request.version()
                        .map(version -> Outcome.of(ComposeReader.read(request.body(), request.bundleId(), version)))
                        .orElseGet(() -> Outcome.invalid(
                                "version", "required", "A Compose file has no version of its own: send ?version=."));
            default ->
                Outcome.conflict(
                        ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send application/json, or application/yaml for Compose.");
        };
    }

    private Outcome<Published> publish(Person person, TenantId tenant, BundleManifest manifest) {
        var canonical = ManifestWriter.canonical(manifest);
        var version = new BundleVersion(
                manifest.bundleId(),
                manifest.version(),
                ManifestDigest.of(canonical),
                manifest.containers().size(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                person.actor(),
                0,
                null,
                null);
        // Before its row is there: whoever reads the row finds the manifest. One that nobody refers to does no harm.
        store.keep(tenant, version.manifestDigest(), canonical);
        var signature = signer.sign(
                new BundleStatement(tenant, version.bundleId(), version.version(), version.manifestDigest()));
        var secrets = secrets(manifest);
        var needed = new TreeSet<>(secrets);
        needed.addAll(registries(manifest));
        Outcome<Published> published = transactions.inTenant(tenant, tx -> {
            BundlesSql.insert(
                    tx, tenant, manifest.bundleId(), manifest.description() == null ? "" : manifest.description());
            if (BundlesSql.insert(tx, tenant, version, canonical.length, signature)) {
                var known = BundleSecretsSql.known(tx, tenant, secrets);
                if (!known.containsAll(secrets)) {
                    return unknown(manifest, known);
                }
                var lacking = BundleArtifactsSql.lacking(tx, tenant, manifest.files());
                if (!lacking.isEmpty()) {
                    return lacking(manifest, lacking);
                }
                BundleArtifactsSql.insert(tx, tenant, version.bundleId(), version.version(), manifest.files());
                BundleSecretsSql.insert(tx, tenant, version.bundleId(), version.version(), needed);
                audit.record(
                        tx,
                        person,
                        "bundle.publish",
                        "bundle",
                        manifest.bundleId(),
                        Map.of("version", manifest.version(), "digest", version.manifestDigest()));
                return Outcome.unless(
                        quotas.refuse(tx, tenant, Quota.BUNDLES)
                                .or(() -> quotas.refuse(tx, tenant, Quota.BUNDLE_BYTES)),
                        () -> Outcome.done(new Published(version, true)));
            }
            return BundlesSql.version(tx, tenant, manifest.bundleId(), manifest.version())
                    .filter(there -> there.manifestDigest().equals(version.manifestDigest()))
                    .map(there -> Outcome.done(new Published(there, false)))
                    .orElseGet(() -> Outcome.conflict(
                            ErrorCode.VERSION_EXISTS,
                            "Version %s of %s was published with another manifest; a published version never changes."
                                    .formatted(manifest.version(), manifest.bundleId())));
        });
        return published.map(done -> new Published(done.version().with(tree(canonical)), done.isNew()));
    }

    /** The names of all secrets that the manifest's containers ask for. */
    private static Set<String> secrets(BundleManifest manifest) {
        return manifest.containers().stream()
                .flatMap(container -> container.secrets().values().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The logins at registries that its images may need, whether or not there are any. */
    private static Set<String> registries(BundleManifest manifest) {
        return manifest.containers().stream()
                .flatMap(container -> ImageReference.parse(container.image()).stream())
                .map(image -> SecretRef.registry(image.domain().toLowerCase(Locale.ROOT)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A file that was not brought yet is found here, and not by devices that wait for it. */
    private static <T> Outcome<T> lacking(BundleManifest manifest, Set<ArtifactSpec> lacking) {
        var errors = new ArrayList<FieldError>();
        // An agent stands alone: its packages are all the files that there are.
        var place = manifest.agent() == null ? "artifacts[" : "agent.packages[";
        var files = manifest.files();
        for (int i = 0; i < files.size(); i++) {
            if (lacking.contains(files.get(i))) {
                errors.add(new FieldError(
                        place + i + "].sha256",
                        "reference",
                        "There is no artifact of this hash and size that is Ready: bring it first, POST /artifacts."));
            }
        }
        return Outcome.refused(new Refusal.Invalid(errors));
    }

    /** A misspelt name is found here, and not by devices that wait for a secret which nobody is going to make. */
    private static <T> Outcome<T> unknown(BundleManifest manifest, Set<String> known) {
        var errors = new ArrayList<FieldError>();
        for (int i = 0; i < manifest.containers().size(); i++) {
            var place = "containers[" + i + "].secrets.";
            new TreeMap<>(manifest.containers().get(i).secrets()).forEach((variable, name) -> {
                if (!known.contains(name)) {
                    errors.add(new FieldError(
                            place + variable,
                            "reference",
                            "There is no secret " + name + ": put it there first, PUT /secrets/" + name + "."));
                }
            });
        }
        return Outcome.refused(new Refusal.Invalid(errors));
    }

    private static JsonNode tree(byte[] canonical) {
        try {
            return Json.lenient().readTree(canonical);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
