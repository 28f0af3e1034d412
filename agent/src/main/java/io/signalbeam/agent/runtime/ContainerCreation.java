package io.signalbeam.agent.runtime;

import io.signalbeam.shared.bundle.ContainerSpec;
import io.signalbeam.shared.bundle.ContainerSpec.VolumeSpec;
import io.signalbeam.shared.desired.SecretRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that it takes to make a container.
 *
 * @param name unique on the engine
 * @param spec variables filled in, volume names as the engine knows them
 * @param labels the manifest's and our own
 * @param networks the engine's names; empty with the host's network; the container is found there by {@code spec.name()}
 * @param secrets by environment variable, those whose values are yet to be put into {@code spec.env()}
 */
public record ContainerCreation(
        String name,
        ContainerSpec spec,
        Map<String, String> labels,
        List<String> networks,
        Map<String, SecretRef> secrets) {
    public ContainerCreation {
        labels = Map.copyOf(labels);
        networks = List.copyOf(networks);
        secrets = Map.copyOf(secrets);
    }

    /** A container that needs no secret. */
    public ContainerCreation(String name, ContainerSpec spec, Map<String, String> labels, List<String> networks) {
        this(name, spec, labels, networks, Map.of());
    }

    /** With what secrets give the environment; not to be kept, logged or reported. */
    public ContainerCreation with(Map<String, String> values) {
        var env = new HashMap<>(spec.env());
        env.putAll(values);
        return new ContainerCreation(name, with(env, spec.volumes()), labels, networks, Map.of());
    }

    /** With these volumes in the place of the specification's. */
    public ContainerCreation mounting(List<VolumeSpec> volumes) {
        return new ContainerCreation(name, with(spec.env(), volumes), labels, networks, secrets);
    }

    /** With these labels too. */
    public ContainerCreation labelled(Map<String, String> more) {
        var all = new HashMap<>(labels);
        all.putAll(more);
        return new ContainerCreation(name, spec, all, networks, secrets);
    }

    private ContainerSpec with(Map<String, String> env, List<VolumeSpec> volumes) {
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
                spec.dependsOn(),
                spec.stopGraceSeconds());
    }

    /** Without the specification, which may hold values by now. */
    @Override
    public String toString() {
        return "ContainerCreation[" + name + " from " + spec.image() + "]";
    }
}
