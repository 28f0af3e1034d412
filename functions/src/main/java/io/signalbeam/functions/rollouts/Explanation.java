package io.signalbeam.functions.rollouts;

import io.signalbeam.shared.id.DeviceId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a device runs what it runs, and what it waits for, as the API writes it.
 *
 * @param generation of its desired state
 * @param observedGeneration the last that it has told of; 0 for none
 * @param steps in the order in which one thing follows from another
 */
public record Explanation(DeviceId deviceId, long generation, long observedGeneration, List<Step> steps) {

    public Explanation {
        steps = List.copyOf(steps);
    }

    /**
     * @param bundleId null for what is about the device as a whole
     * @param text a sentence
     */
    public record Step(Kind kind, @Nullable String bundleId, String text) {}

    /** What a step is about. The words are the API's. */
    public enum Kind {
        Device,
        /** What it is asked for, and by whom. */
        Assignment,
        Rollout,
        /** How what it is asked for comes to it. */
        Delivery,
        /** What it says itself. */
        Report
    }
}
