package io.signalbeam.agent.runtime;

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

    /** @param word as the engine says it; one that is not known counts as {@link #DEAD} */
    public static ContainerState of(String word) {
        for (var state : values()) {
            if (state.word().equals(word)) {
                return state;
            }
        }
        return DEAD;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
