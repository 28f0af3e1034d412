package io.signalbeam.shared.bundle;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one version of a bundle asks a device to run. Instances made by {@link ManifestReader} have passed every check;
 * the record itself only copies.
 *
 * @param bundleId the bundle's name, a DNS label of at most 63 characters, unique in its tenant
 * @param version a semantic version (SemVer 2.0.0), immutable once published
 * @param logs absent: what the containers write stays on the device
 * @param agent the agent itself; there are no containers then
 */
public record BundleManifest(
        String bundleId,
        String version,
        @Nullable String description,
        List<ContainerSpec> containers,
        List<ArtifactSpec> artifacts,
        @Nullable LogsSpec logs,
        @Nullable AgentSpec agent) {

    /** A manifest that says nothing of logs. */
    public BundleManifest(
            String bundleId,
            String version,
            @Nullable String description,
            List<ContainerSpec> containers,
            List<ArtifactSpec> artifacts) {
        this(bundleId, version, description, containers, artifacts, null, null);
    }

    public BundleManifest {
        containers = List.copyOf(containers == null ? List.of() : containers);
        artifacts = List.copyOf(artifacts == null ? List.of() : artifacts);
    }

    /** All that a device may have to fetch from Blob Storage. */
    public List<ArtifactSpec> files() {
        return agent == null
                ? artifacts
                : Stream.concat(artifacts.stream(), agent.packages().stream().map(AgentPackage::file))
                        .toList();
    }
}
