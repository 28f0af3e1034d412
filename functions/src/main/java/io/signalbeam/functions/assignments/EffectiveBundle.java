package io.signalbeam.functions.assignments;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bundle that a device shall run, and why, as the API writes it.
 *
 * @param groupName of the group that {@code because} acts for
 * @param beaten other assignments of the same bundle, the best first
 */
public record EffectiveBundle(
        String bundleId,
        String version,
        Assignment because,
        @Nullable String groupName,
        List<Assignment> beaten) {

    public EffectiveBundle {
        beaten = List.copyOf(beaten);
    }
}
