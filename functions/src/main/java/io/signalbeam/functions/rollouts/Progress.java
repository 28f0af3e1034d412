package io.signalbeam.functions.rollouts;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A rollout's devices, counted.
 *
 * @param counts only statuses that some device has
 * @param unseen of the Updating ones, how many have not seen the new desired state yet
 * @param oldestSeen when the first of the devices that are still Updating saw the new desired state
 */
public record Progress(
        Map<RolloutDeviceStatus, Integer> counts,
        int unseen,
        @Nullable Instant oldestSeen) {

    public Progress {
        var copy = new EnumMap<RolloutDeviceStatus, Integer>(RolloutDeviceStatus.class);
        copy.putAll(counts);
        counts = copy;
    }

    public int count(RolloutDeviceStatus status) {
        return counts.getOrDefault(status, 0);
    }

    public int total() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    public int failures() {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().counts())
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** {@code 2 Failed, 1 TimedOut}. */
    String failuresInWords() {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().counts())
                .sorted(Comparator.comparing(entry -> entry.getKey()))
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }
}
