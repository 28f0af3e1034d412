package io.signalbeam.functions.rollouts;

import io.signalbeam.shared.bundle.ImageReference;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where images lie. It is asked for advice only, and never for longer than a person waits for an answer. */
public interface ImageRegistry {

    /**
     * What the registries say of images, all asked at the same time; each has an answer when this returns.
     *
     * @param architectures of the devices in question, in Go's words: what an image is made of is told for these only
     */
    Map<ImageReference, Answer> describe(Set<ImageReference> images, Set<String> architectures);

    sealed interface Answer {}

    /**
     * @param platforms for which there is one, as {@link Architecture} writes them
     * @param layers by platform; of those that were asked for
     */
    record Image(Set<String> platforms, Map<String, List<Layer>> layers) implements Answer {
        public Image {
            platforms = Set.copyOf(platforms);
            layers = Map.copyOf(layers);
        }
    }

    /** @param why a sentence for people */
    record Unknown(String why) implements Answer {}

    /** @param bytes compressed, as it is fetched */
    record Layer(String digest, long bytes) {}
}
