package io.signalbeam.shared.desired;

import io.signalbeam.shared.bundle.ArtifactSpec;
import io.signalbeam.shared.bundle.ContainerSpec;
import java.util.List;

/**
 * One bundle that a device shall run.
 *
 * @param manifestDigest {@code sha256:} and the hash of the manifest's canonical JSON, under which it is stored
 */
public record DesiredBundle(
        String bundleId,
        String version,
        String manifestDigest,
        List<ContainerSpec> containers,
        List<ArtifactSpec> artifacts) {

    public DesiredBundle {
        containers = List.copyOf(containers == null ? List.of() : containers);
        artifacts = List.copyOf(artifacts == null ? List.of() : artifacts);
    }
}
