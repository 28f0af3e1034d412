package io.signalbeam.agent.adapter.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import io.signalbeam.agent.adapter.docker.EngineNews.Edition;
import io.signalbeam.agent.runtime.ActualContainer;
import io.signalbeam.agent.runtime.ContainerState;
import io.signalbeam.agent.runtime.ManagedLabels;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The containers that agents have made, as the engine has them. All are listed each time, and what a list does not say is
 * asked of a container by itself: whenever it cannot be ruled out that something has happened to it since.
 */
final class EngineContainers {
    /** News may be lost, as anything may: nothing is believed for longer. */
    private static final Duration OLD = Duration.ofMinutes(5);

    private final DockerClient docker;
    private final @Nullable EngineNews news;
    private final Map<String, Look> looks = new ConcurrentHashMap<>();

    /** @param news absent where each look stands alone */
    EngineContainers(DockerClient docker, @Nullable EngineNews news) {
        this.docker = docker;
        this.news = news;
    }

    private record Look(ActualContainer container, Optional<Edition> edition, long nanos) {
        boolean isStill(Container listed, Optional<Edition> now) {
            return now.isPresent()
                    && now.equals(edition)
                    && container.state() == state(listed.getState())
                    && System.nanoTime() - nanos < OLD.toNanos();
        }
    }

    List<ActualContainer> all() {
        if (news != null) {
            news.listen();
        }
        var listed = docker.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of(ManagedLabels.MANAGED + "=true"))
                .exec();
        looks.keySet().retainAll(listed.stream().map(Container::getId).collect(Collectors.toSet()));
        var containers = new ArrayList<ActualContainer>();
        // Most containers are of few images, and each look at one is a request.
        var digests = new HashMap<String, Optional<String>>();
        for (var one : listed) {
            seen(one, digests).ifPresent(containers::add);
        }
        return containers;
    }

    /** A look at one, by its id or name. */
    Optional<ActualContainer> one(String idOrName) {
        return inspect(idOrName, new HashMap<>());
    }

    /** What is done to a container ourselves is known before it is told. */
    void touched(String containerId) {
        looks.remove(containerId);
    }

    private Optional<ActualContainer> seen(Container listed, Map<String, Optional<String>> digests) {
        var id = listed.getId();
        // Before the look: what happens while it is taken makes it an old one.
        Optional<Edition> edition = news == null ? Optional.empty() : news.edition(id);
        var before = looks.get(id);
        if (before != null && before.isStill(listed, edition)) {
            return Optional.of(before.container());
        }
        var container = inspect(id, digests);
        container.ifPresent(now -> looks.put(id, new Look(now, edition, System.nanoTime())));
        return container;
    }

    /** @param digests of images that were looked at already */
    private Optional<ActualContainer> inspect(String idOrName, Map<String, Optional<String>> digests) {
        try {
            return Optional.of(actual(docker.inspectContainerCmd(idOrName).exec(), digests));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    private ActualContainer actual(InspectContainerResponse seen, Map<String, Optional<String>> digests) {
        var state = seen.getState();
        var labels = seen.getConfig().getLabels();
        var health = state.getHealth() == null ? null : state.getHealth().getStatus();
        var error = state.getError();
        return new ActualContainer(
                seen.getId(),
                labels == null ? Map.of() : labels,
                Objects.requireNonNullElse(seen.getConfig().getImage(), ""),
                seen.getImageId(),
                digests.computeIfAbsent(seen.getImageId(), this::digest).orElse(null),
                state(state.getStatus()),
                // What has no check is "none" to Docker and nothing to Podman.
                health == null || health.isEmpty() || health.equals("none") ? null : health,
                state.getExitCodeLong() == null ? 0 : state.getExitCodeLong().intValue(),
                seen.getRestartCount() == null ? 0 : seen.getRestartCount(),
                time(state.getStartedAt()),
                error == null || error.isBlank() ? null : error,
                address(seen));
    }

    private static ContainerState state(@Nullable String word) {
        return ContainerState.of(Objects.requireNonNullElse(word, ""));
    }

    private static @Nullable String address(InspectContainerResponse seen) {
        var settings = seen.getNetworkSettings();
        return settings == null
                ? null
                : settings.getNetworks().values().stream()
                        .map(ContainerNetwork::getIpAddress)
                        .filter(address -> address != null && !address.isEmpty())
                        .findFirst()
                        .orElse(null);
    }

    private Optional<String> digest(String imageId) {
        try {
            var digests = docker.inspectImageCmd(imageId).exec().getRepoDigests();
            return digests == null || digests.isEmpty()
                    ? Optional.empty()
                    : Optional.of(digests.get(0).substring(digests.get(0).indexOf('@') + 1));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    // The engine says year 1 for never.
    private static @Nullable Instant time(@Nullable String text) {
        try {
            return text == null || text.isEmpty() || text.startsWith("0001-") ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
