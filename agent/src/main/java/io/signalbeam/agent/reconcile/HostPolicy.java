package io.signalbeam.agent.reconcile;

import io.signalbeam.shared.bundle.ContainerSpec;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the owner of the machine lets bundles do to it.
 *
 * @param hostPaths folders that may be mounted into containers, with everything below them
 */
public record HostPolicy(boolean privileged, boolean hostNetwork, List<String> hostPaths) {
    /** Nothing of the host. */
    public static final HostPolicy STRICT = new HostPolicy(false, false, List.of());

    public HostPolicy {
        hostPaths = List.copyOf(hostPaths);
    }

    /** Why a bundle may not or cannot run here; empty when it may. */
    public Optional<ReportedError> refuses(DesiredBundle bundle) {
        if (!bundle.artifacts().isEmpty()) {
            return refusal("asks for artifacts, which this agent's version does not fetch", null);
        }
        return bundle.containers().stream()
                .map(this::refuses)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<ReportedError> refuses(ContainerSpec spec) {
        if (spec.privileged() && !privileged) {
            return refusal("asks to be privileged; the host allows it with policy.privileged", spec.name());
        }
        if (spec.hostNetwork() && !hostNetwork) {
            return refusal("asks for the host's network; the host allows it with policy.hostNetwork", spec.name());
        }
        if (!spec.secrets().isEmpty()) {
            return refusal("asks for secrets, which this agent's version does not fetch", spec.name());
        }
        for (var volume : spec.volumes()) {
            var hostPath = volume.hostPath();
            if (hostPath != null && !allows(hostPath)) {
                return refusal(
                        "mounts " + hostPath + " of the host; the host allows it with policy.hostPaths", spec.name());
            }
        }
        return Optional.empty();
    }

    private boolean allows(String hostPath) {
        // Normalised, so that /srv/data/../../etc is /etc.
        var path = Path.of(hostPath).normalize();
        return hostPaths.stream().anyMatch(allowed -> path.startsWith(Path.of(allowed)));
    }

    private static Optional<ReportedError> refusal(
            String message, @org.jspecify.annotations.Nullable String container) {
        return Optional.of(new ReportedError("policy", message, container));
    }
}
