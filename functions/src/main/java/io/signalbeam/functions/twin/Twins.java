package io.signalbeam.functions.twin;

import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.twin.TwinSql.Row;
import io.signalbeam.functions.twin.TwinSql.Wanted;
import io.signalbeam.shared.bundle.BundleManifest;
import io.signalbeam.shared.desired.AgentSettings;
import io.signalbeam.shared.desired.BundleSigning;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.desired.DesiredCommand;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.desired.EndorsedKey;
import io.signalbeam.shared.desired.SecretRef;
import io.signalbeam.shared.hash.Sha256;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes twins of rows. Manifests are kept: a digest's content never changes. */
final class Twins {
    private static final int KEPT_MANIFESTS = 256;
    private static final int TAG_DIGITS = 16;

    private final Manifests manifests;
    private final AgentSettings agent;
    private final Map<Known, BundleManifest> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Known, BundleManifest> eldest) {
            return size() > KEPT_MANIFESTS;
        }
    };

    Twins(Manifests manifests, Settings settings) {
        this.manifests = manifests;
        this.agent = settings.agent();
    }

    private record Known(TenantId tenant, String digest) {}

    /** @param signingKeys oldest first */
    Twin twin(
            Row row,
            List<Twin.Key> keys,
            List<Wanted> wanted,
            List<DesiredCommand> commands,
            List<EndorsedKey> signingKeys) {
        var bundles = row.lifecycle() == Twin.Lifecycle.Decommissioned
                ? List.<DesiredBundle>of()
                : wanted.stream().map(want -> bundle(row.tenant(), want)).toList();
        var desired = new DesiredState(
                DesiredState.SCHEMA,
                row.id(),
                row.tenant(),
                row.generation(),
                row.name(),
                row.labels(),
                bundles,
                agent.asking(row.keyRotationAskedAt()),
                new BundleSigning(row.requireSignedBundles(), signingKeys),
                row.lifecycle() == Twin.Lifecycle.Decommissioned ? List.of() : commands);
        return new Twin(
                Twin.SCHEMA,
                row.id(),
                row.tenant(),
                row.lifecycle(),
                row.revision(),
                keys,
                row.signing(),
                row.encryptionKey(),
                tag(desired),
                desired);
    }

    private DesiredBundle bundle(TenantId tenant, Wanted want) {
        var manifest = manifest(tenant, want.manifestDigest());
        var secrets = want.secrets().entrySet().stream()
                .map(secret -> new SecretRef(secret.getKey(), secret.getValue()))
                .sorted(Comparator.comparing(SecretRef::name))
                .toList();
        return new DesiredBundle(
                want.bundleId(),
                want.version(),
                want.manifestDigest(),
                manifest.containers(),
                manifest.artifacts(),
                manifest.description(),
                secrets,
                want.signature(),
                manifest.logs(),
                manifest.agent());
    }

    private BundleManifest manifest(TenantId tenant, String digest) {
        var key = new Known(tenant, digest);
        synchronized (known) {
            var kept = known.get(key);
            if (kept != null) {
                return kept;
            }
        }
        var read = manifests.read(tenant, digest);
        synchronized (known) {
            known.put(key, read);
        }
        return read;
    }

    /** Of the whole document: the agent's settings are in it, and change without a new generation. */
    private static String tag(DesiredState desired) {
        var hash = Sha256.hex(Json.writeBytes(desired));
        return "\"g" + desired.generation() + "-" + hash.substring(0, TAG_DIGITS) + "\"";
    }
}
