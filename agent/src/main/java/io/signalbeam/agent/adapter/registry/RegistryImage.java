package io.signalbeam.agent.adapter.registry;

import java.util.List;
import java.util.Set;

/** An image for one kind of machine, as its registry has it. */
public record RegistryImage(List<Layer> layers) {
    public RegistryImage {
        layers = List.copyOf(layers);
    }

    /**
     * @param bytes compressed, as it is fetched
     * @param diffId of its content uncompressed, by which an engine knows it: {@code sha256:…}
     */
    public record Layer(long bytes, String diffId) {}

    /** Of the layers that are not there yet, compressed. */
    public long missingBytes(Set<String> presentDiffIds) {
        return layers.stream()
                .filter(layer -> !presentDiffIds.contains(layer.diffId()))
                .mapToLong(Layer::bytes)
                .sum();
    }
}
