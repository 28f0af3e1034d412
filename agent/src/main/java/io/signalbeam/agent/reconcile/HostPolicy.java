package io.signalbeam.agent.reconcile;

import io.signalbeam.shared.bundle.ContainerSpec;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of the machine lets bundles and the cloud do to it.
 *
 * @param hostPaths folders that may be mounted into containers, with everything below them
 * @param devices device files that may be handed to containers, or folders with all device files below them; names as
 *     manifests give them, symbolic links are not followed
 * @param reboot whether the cloud may have the machine rebooted
 * @param agentUpdates whether a bundle may bring another agent, which then has the rights of this one
 */
public record HostPolicy(
        boolean privileged,
        boolean hostNetwork,
        List<String> hostPaths,
        List<String> devices,
        boolean reboot,
        boolean agentUpdates) {
    /** Nothing of the host. */
    public static final HostPolicy STRICT = new HostPolicy(false, false, List.of(), List.of());

    public HostPolicy {
        hostPaths = List.copyOf(hostPaths);
        devices = List.copyOf(devices);
    }

    /** One that lets nobody reboot the machine or change its agent. */
    public HostPolicy(boolean privileged, boolean hostNetwork, List<String> hostPaths, List<String> devices) {
        this(privileged, hostNetwork, hostPaths, devices, false, false);
    }

    /** Why a bundle may not or cannot run here; empty when it may. */
    public Optional<ReportedError> refuses(DesiredBundle bundle) {
        if (bundle.agent() != null && !agentUpdates) {
            return refusal("brings another agent; the host allows it with policy.agentUpdates", null);
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
        for (var volume : spec.volumes()) {
            var hostPath = volume.hostPath();
            if (hostPath != null && !within(hostPaths, hostPath)) {
                return refusal(
                        "mounts " + hostPath + " of the host; the host allows it with policy.hostPaths", spec.name());
            }
        }
        for (int i = 0; i < spec.devices().size(); i++) {
            var device = spec.devices().get(i).host();
            if (!within(devices, device)) {
                return refusal(
                        "asks in devices[" + i + "].host for " + device
                                + " of the host; the host allows it with policy.devices",
                        spec.name());
            }
        }
        return Optional.empty();
    }

    private static boolean within(List<String> allowed, String wanted) {
        // Normalised, so that /srv/data/../../etc is /etc.
        var path = Path.of(wanted).normalize();
        return allowed.stream().anyMatch(place -> path.startsWith(Path.of(place)));
    }

    private static Optional<ReportedError> refusal(String message, @Nullable String container) {
        return Optional.of(new ReportedError("policy", message, container));
    }
}
