package io.signalbeam.agent.reconcile;

import io.signalbeam.agent.runtime.ActualContainer;
import io.signalbeam.agent.runtime.ContainerCreation;
import io.signalbeam.agent.runtime.ManagedLabels;
import io.signalbeam.shared.bundle.ContainerSpec;
import io.signalbeam.shared.bundle.ContainerSpec.VolumeSpec;
import io.signalbeam.shared.bundle.Variables;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.desired.SecretRef;
import io.signalbeam.shared.hash.Sha256;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import io.signalbeam.shared.validation.Validated;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A container as it shall be on this device: variables filled in, names as the engine will know them.
 *
 * @param specHash of everything the container is made from but its image's content; of secrets, their versions
 */
record TargetContainer(ContainerSpec spec, String specHash, ContainerCreation creation) {

    static TargetContainer of(DesiredState desired, DesiredBundle bundle, ContainerSpec declared) {
        var spec = resolve(desired, bundle, declared);
        var networks = networks(bundle, spec);
        var secrets = secrets(bundle, spec);
        var hash = hash(spec, networks, secrets);
        var labels = new HashMap<>(spec.labels());
        var folders = ArtifactFolder.of(bundle);
        if (!folders.isEmpty()) {
            labels.put(
                    ManagedLabels.ARTIFACTS,
                    folders.stream().map(ArtifactFolder::key).collect(Collectors.joining(",")));
        }
        labels.putAll(Map.of(
                ManagedLabels.MANAGED, "true",
                ManagedLabels.DEVICE, desired.deviceId().toString(),
                ManagedLabels.BUNDLE, bundle.bundleId(),
                ManagedLabels.CONTAINER, spec.name(),
                ManagedLabels.VERSION, bundle.version(),
                ManagedLabels.SPEC_HASH, hash));
        var creation =
                new ContainerCreation(engineName(bundle.bundleId(), spec.name()), spec, labels, networks, secrets);
        return new TargetContainer(spec, hash, creation);
    }

    /** What of a bundle this device cannot fill in; empty when it can. */
    static Optional<ReportedError> unfilled(DesiredState desired, DesiredBundle bundle) {
        for (var spec : bundle.containers()) {
            if (variables(desired).substitute(spec.env()) instanceof Validated.Invalid<?>(var errors)) {
                return Optional.of(new ReportedError(
                        "create-failed",
                        errors.get(0).field() + ": " + errors.get(0).message(),
                        spec.name()));
            }
            for (var secret : spec.secrets().values()) {
                if (bundle.secret(secret).isEmpty()) {
                    return Optional.of(new ReportedError(
                            "secret-missing", "the tenant has no secret named " + secret, spec.name()));
                }
            }
        }
        return Optional.empty();
    }

    String name() {
        return spec.name();
    }

    /** Whether a present container is this one; by the image's content too, where the engine has the image. */
    boolean matches(ActualContainer container, String deviceId, Map<String, String> images) {
        var imageId = images.get(spec.image());
        return container.label(ManagedLabels.DEVICE).equals(deviceId)
                && container.label(ManagedLabels.SPEC_HASH).equals(specHash)
                && (imageId == null || imageId.equals(container.imageId()));
    }

    static String engineName(String bundleId, String name) {
        return "sb-" + bundleId + "-" + name;
    }

    static String defaultNetwork(String bundleId) {
        return "sb-" + bundleId;
    }

    private static Variables variables(DesiredState desired) {
        return new Variables(desired.deviceId(), desired.deviceName(), desired.labels());
    }

    /** By environment variable. A bundle with a secret that is not there is refused before any of this is carried out. */
    private static Map<String, SecretRef> secrets(DesiredBundle bundle, ContainerSpec spec) {
        var secrets = new TreeMap<String, SecretRef>();
        spec.secrets()
                .forEach((variable, name) -> bundle.secret(name).ifPresent(secret -> secrets.put(variable, secret)));
        return secrets;
    }

    /** In the words of the engine. */
    static List<String> networks(DesiredBundle bundle, ContainerSpec spec) {
        if (spec.hostNetwork()) {
            return List.of();
        }
        return spec.networks().isEmpty()
                ? List.of(defaultNetwork(bundle.bundleId()))
                : spec.networks().stream()
                        .map(network -> engineName(bundle.bundleId(), network))
                        .toList();
    }

    private static ContainerSpec resolve(DesiredState desired, DesiredBundle bundle, ContainerSpec spec) {
        // A bundle with a variable that this device cannot fill is refused before any of this is carried out.
        var env = switch (variables(desired).substitute(spec.env())) {
            case Validated.Valid<Map<String, String>>(var filled) -> filled;
            case Validated.Invalid<Map<String, String>> ignored -> spec.env();
        };
        var own = spec.volumes().stream()
                .map(volume -> volume.name() == null
                        ? volume
                        : new VolumeSpec(
                                engineName(bundle.bundleId(), volume.name()), null, volume.path(), volume.readOnly()));
        var artifacts = ArtifactFolder.of(bundle).stream()
                .map(folder -> new VolumeSpec(null, ArtifactFolder.PLACE + folder.key(), folder.path(), true));
        var volumes = Stream.concat(own, artifacts).toList();
        return new ContainerSpec(
                spec.name(),
                spec.image(),
                spec.entrypoint(),
                spec.command(),
                env,
                spec.secrets(),
                spec.ports(),
                volumes,
                spec.devices(),
                spec.networks(),
                spec.hostNetwork(),
                spec.privileged(),
                spec.user(),
                spec.restart(),
                spec.healthCheck(),
                spec.limits(),
                spec.labels(),
                List.of(),
                spec.stopGraceSeconds());
    }

    // dependsOn orders starts and is no part of the container: it was left out by resolve.
    private static String hash(ContainerSpec spec, List<String> networks, Map<String, SecretRef> secrets) {
        var text = Json.write(spec) + "\n" + String.join(",", networks)
                // Without secrets as it was before there were any, so that no container is made anew for nothing.
                + (secrets.isEmpty() ? "" : "\n" + Json.write(secrets));
        return HexFormat.of().formatHex(Sha256.of(text), 0, 16);
    }
}
