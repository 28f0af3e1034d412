package io.signalbeam.shared.desired;

import io.signalbeam.shared.bundle.AgentSpec;
import io.signalbeam.shared.bundle.ArtifactSpec;
import io.signalbeam.shared.bundle.BundleManifest;
import io.signalbeam.shared.bundle.ContainerSpec;
import io.signalbeam.shared.bundle.LogsSpec;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One bundle that a device shall run.
 *
 * @param manifestDigest {@code sha256:} and the hash of the manifest's canonical JSON, under which it is stored
 * @param description of the manifest, so that its digest can be computed from this
 * @param secrets those that the containers name, each in the version to use; one that the tenant does not have is left out
 * @param signature absent for a version that was published before there were any
 * @param logs absent: what the containers write stays on the device
 * @param agent the agent itself; there are no containers then
 */
public record DesiredBundle(
        String bundleId,
        String version,
        String manifestDigest,
        List<ContainerSpec> containers,
        List<ArtifactSpec> artifacts,
        @Nullable String description,
        List<SecretRef> secrets,
        @Nullable BundleSignature signature,
        @Nullable LogsSpec logs,
        @Nullable AgentSpec agent) {

    public DesiredBundle {
        containers = List.copyOf(containers == null ? List.of() : containers);
        artifacts = List.copyOf(artifacts == null ? List.of() : artifacts);
        secrets = List.copyOf(secrets == null ? List.of() : secrets);
    }

    /** A bundle that keeps its logs to the device. */
    public DesiredBundle(
            String bundleId,
            String version,
            String manifestDigest,
            List<ContainerSpec> containers,
            List<ArtifactSpec> artifacts,
            @Nullable String description,
            List<SecretRef> secrets,
            @Nullable BundleSignature signature) {
        this(bundleId, version, manifestDigest, containers, artifacts, description, secrets, signature, null, null);
    }

    /** A bundle without secrets, and unsigned. */
    public DesiredBundle(
            String bundleId,
            String version,
            String manifestDigest,
            List<ContainerSpec> containers,
            List<ArtifactSpec> artifacts) {
        this(bundleId, version, manifestDigest, containers, artifacts, null, List.of(), null, null, null);
    }

    /** The manifest that was published, as far as the reader of this knows its fields. */
    public BundleManifest manifest() {
        return new BundleManifest(bundleId, version, description, containers, artifacts, logs, agent);
    }

    /** The version of a secret that is asked for; empty when the tenant has no such secret. */
    public Optional<SecretRef> secret(String name) {
        return secrets.stream().filter(secret -> secret.name().equals(name)).findFirst();
    }
}
