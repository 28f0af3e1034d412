package io.signalbeam.functions.rollouts;

import org.jspecify.annotations.Nullable;

/**
 * What was measured for a gate.
 *
 * @param updated devices of the wave that run the new version
 * @param reference what they are compared with; null for nothing
 */
public record GateReading(Side updated, @Nullable Side reference) {

    /**
     * One of the two sides.
     *
     * @param value null when there was nothing to measure
     * @param samples how many numbers it was made of
     * @param devices how many told any
     */
    public record Side(@Nullable Double value, long samples, int devices) {
        static final Side NOTHING = new Side(null, 0, 0);
    }
}
