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
 * @param address by which this machine reaches it; absent while it does not run, and with the host's network
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
        @Nullable String error,
        @Nullable String address) {

    public ActualContainer {
        labels = Map.copyOf(labels);
    }

    /** One without an address. */
    public ActualContainer(
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
        this(id, labels, image, imageId, digest, state, health, exitCode, restarts, startedAt, error, null);
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
