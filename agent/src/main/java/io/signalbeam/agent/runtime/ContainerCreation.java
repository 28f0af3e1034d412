package io.signalbeam.agent.runtime;

import io.signalbeam.shared.bundle.ContainerSpec;
import java.util.List;
import java.util.Map;

/**
 * Everything that it takes to make a container.
 *
 * @param name unique on the engine
 * @param spec variables filled in, volume names as the engine knows them
 * @param labels the manifest's and our own
 * @param networks the engine's names; empty with the host's network; the container is found there by {@code spec.name()}
 */
public record ContainerCreation(String name, ContainerSpec spec, Map<String, String> labels, List<String> networks) {
    public ContainerCreation {
        labels = Map.copyOf(labels);
        networks = List.copyOf(networks);
    }
}
