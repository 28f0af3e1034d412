package io.signalbeam.agent.reconcile;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which agent runs, and what lies beside it. A version of the agent goes by a key: {@link #PACKAGED}, or what
 * {@link AgentUpdate#key} makes of the bundle that brought it.
 *
 * @param version what the running agent says of itself
 * @param arch of this machine, in the words of images
 * @param fixed why nothing can be put in its place; absent where a launcher has started it that can start another one
 * @param running key of what runs
 * @param trial key of what the launcher starts next, and goes back from unless it has reported; absent when none is on trial
 * @param placed keys of what is there whole
 * @param refused what the launcher has gone back from
 * @param reported whether the cloud has taken a report of this process
 * @param ending whether this process has been told to end
 */
public record ActualAgent(
        String version,
        String arch,
        @Nullable String fixed,
        String running,
        @Nullable String trial,
        Set<String> placed,
        @Nullable Refused refused,
        boolean reported,
        boolean ending) {
    /** The agent that was installed, and that the launcher is part of. */
    public static final String PACKAGED = "";

    /** One that nothing can be put in the place of. */
    public static ActualAgent fixed(String version, String arch, String why) {
        return new ActualAgent(version, arch, why, PACKAGED, null, Set.of(), null, false, false);
    }

    public ActualAgent {
        placed = Set.copyOf(placed);
    }

    /** @param why in the launcher's words */
    public record Refused(String key, String why) {}
}
