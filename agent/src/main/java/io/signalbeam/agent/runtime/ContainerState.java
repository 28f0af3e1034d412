package io.signalbeam.agent.runtime;

import java.util.Arrays;
import java.util.Locale;

/** Where a container is in its life, in Docker's words. */
public enum ContainerState {
    CREATED,
    RUNNING,
    RESTARTING,
    PAUSED,
    EXITED,
    REMOVING,
    DEAD;

    /**
     * @param word as the engine says it, Podman's own for what is between two of Docker's included (libpod's {@code
     *     ContainerStatus}); one that is not known counts as {@link #DEAD}
     */
    public static ContainerState of(String word) {
        return switch (word) {
            case "configured", "initialized" -> CREATED;
            // Asked to end; its process is still there.
            case "stopping" -> RUNNING;
            // Its process has ended, and nobody has tidied up after it yet.
            case "stopped" -> EXITED;
            default ->
                Arrays.stream(values())
                        .filter(state -> state.word().equals(word))
                        .findFirst()
                        .orElse(DEAD);
        };
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
