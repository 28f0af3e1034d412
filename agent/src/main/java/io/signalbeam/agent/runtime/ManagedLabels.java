package io.signalbeam.agent.runtime;

/** The labels by which the agent knows its own containers and networks. What does not carry them is never touched. */
public final class ManagedLabels {
    /** Always {@code true}. */
    public static final String MANAGED = "io.signalbeam.managed";
    /** The device's id: an engine may serve more than one agent. */
    public static final String DEVICE = "io.signalbeam.device";
    /** The home of the agent that made it, whatever device it is by now: see {@link Owner}. */
    public static final String HOME = "io.signalbeam.home";
    /** The bundle's id. */
    public static final String BUNDLE = "io.signalbeam.bundle";
    /** The container's name in its bundle. */
    public static final String CONTAINER = "io.signalbeam.container";
    /** The bundle's version that made the container; a later one that changed nothing of it keeps the container. */
    public static final String VERSION = "io.signalbeam.version";
    /** Of all that the container was made from, variables filled in. */
    public static final String SPEC_HASH = "io.signalbeam.spec-hash";

    /** Keys of the folders of artifacts that the container mounts, with commas between. */
    public static final String ARTIFACTS = "io.signalbeam.artifacts";

    private ManagedLabels() {}
}
