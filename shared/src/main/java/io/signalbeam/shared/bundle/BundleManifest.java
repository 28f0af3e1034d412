package io.signalbeam.shared.bundle;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one version of a bundle asks a device to run. Instances made by {@link ManifestReader} have passed every check;
 * the record itself only copies.
 *
 * @param bundleId the bundle's name, a DNS label of at most 63 characters, unique in its tenant
 * @param version a semantic version (SemVer 2.0.0), immutable once published
 * @param logs absent: what the containers write stays on the device
 */
public record BundleManifest(
        String bundleId,
        String version,
        @Nullable String description,
        List<ContainerSpec> containers,
        List<ArtifactSpec> artifacts,
        @Nullable LogsSpec logs) {

    /** A manifest that says nothing of logs. */
    public BundleManifest(
            String bundleId,
            String version,
            @Nullable String description,
            List<ContainerSpec> containers,
            List<ArtifactSpec> artifacts) {
        this(bundleId, version, description, containers, artifacts, null);
    }

    public BundleManifest {
        containers = List.copyOf(containers == null ? List.of() : containers);
        artifacts = List.copyOf(artifacts == null ? List.of() : artifacts);
    }
}
