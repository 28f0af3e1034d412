package io.signalbeam.agent.runtime;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A container engine. Every call may be repeated: making what is there and removing what is gone are no errors.
 *
 * <p>Calls throw {@link RuntimeUnavailable} when the engine does not answer,
 * {@link io.signalbeam.agent.fault.TransientFailure} for what may pass, and
 * {@link io.signalbeam.agent.fault.PermanentFailure} with a report's error code for what will not.
 */
public interface ContainerRuntime extends AutoCloseable {

    /** Name and version: {@code docker 27.0.1}. */
    String version();

    /** All containers with the label {@link ManagedLabels#MANAGED}, ended ones too. */
    List<ActualContainer> containers();

    /** The names of all networks with the label {@link ManagedLabels#MANAGED} that are this owner's. */
    Set<String> networks(Owner owner);

    /** The engine's id of an image that it has; empty when it has none by that reference. */
    Optional<String> imageId(String reference);

    void pull(String reference) throws InterruptedException;

    /**
     * Takes an image's name away, and the image with its last name.
     *
     * @param reference or the engine's id
     * @return whether it is gone; not while somebody uses it
     */
    boolean removeImage(String reference);

    void createNetwork(String name, Map<String, String> labels);

    void removeNetwork(String name);

    /** @return the new container's id, or that of the one there with this name and these labels */
    String create(ContainerCreation creation);

    void start(String containerId);

    /** @param graceSeconds between the stop signal and the kill */
    void stop(String containerId, int graceSeconds);

    /** Removes a container, running or not, and its anonymous volumes; named ones stay. */
    void remove(String containerId);

    /** As {@link #lastLines(String, int, int)}, as much as fits into a report. */
    default List<String> lastLines(String containerId, int lines) {
        return lastLines(containerId, lines, 64 * 1024);
    }

    /**
     * The end of what the container wrote, oldest first, at most so many lines, and no more than the last whole ones of so
     * many bytes; empty when it is gone.
     */
    List<String> lastLines(String containerId, int lines, int bytes);

    /**
     * Removes images that have no name and that no container was made from.
     *
     * @param but the engine's ids of those that stay
     * @return bytes that they took
     */
    long prune(Set<String> but);

    @Override
    void close();
}
