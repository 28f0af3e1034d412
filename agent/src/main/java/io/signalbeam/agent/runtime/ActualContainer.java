package io.signalbeam.agent.runtime;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container as the engine shows it.
 *
 * @param image the reference it was made from
 * @param imageId the engine's id of the image it was made from
 * @param digest of the image in its registry, {@code sha256:…}, where the engine knows it
 * @param health {@code starting}, {@code healthy} or {@code unhealthy}; absent without a health check
 * @param exitCode of the last end; 0 before the first
 * @param restarts by the engine since the container was created
 * @param error the engine's own words about a failed start
 */
public record ActualContainer(
        String id,
        Map<String, String> labels,
        String image,
        String imageId,
        @Nullable String digest,
        ContainerState state,
        @Nullable String health,
        int exitCode,
        int restarts,
        @Nullable Instant startedAt,
        @Nullable String error) {

    public ActualContainer {
        labels = Map.copyOf(labels);
    }

    /** A label's value, or an empty text. */
    public String label(String key) {
        return labels.getOrDefault(key, "");
    }

    public String bundle() {
        return label(ManagedLabels.BUNDLE);
    }

    public String name() {
        return label(ManagedLabels.CONTAINER);
    }
}
