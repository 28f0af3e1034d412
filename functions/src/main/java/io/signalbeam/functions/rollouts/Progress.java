package io.signalbeam.functions.rollouts;

import static io.signalbeam.functions.rollouts.RolloutDeviceStatus.Pending;
import static io.signalbeam.functions.rollouts.RolloutDeviceStatus.Succeeded;
import static io.signalbeam.functions.rollouts.RolloutDeviceStatus.Updating;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A rollout's devices, counted.
 *
 * @param tallies at most one for each combination of what they tell apart
 * @param gates of the wave that soaks; empty for none
 */
public record Progress(List<Tally> tallies, List<GateResult> gates) {

    public Progress {
        tallies = List.copyOf(tallies);
        gates = List.copyOf(gates);
    }

    Progress(List<Tally> tallies) {
        this(tallies, List.of());
    }

    /** The same devices, with what gates say of them. */
    Progress with(List<GateResult> results) {
        return new Progress(tallies, results);
    }

    /**
     * Devices that are alike.
     *
     * @param zone time zone of their windows; empty when the rollout has none
     * @param online whether they are heard of; true when nobody needs to know
     * @param back whether they were asked to go back
     * @param seen whether they have seen what they are asked for now
     * @param oldestSeen when the first of them did; null when none has
     */
    public record Tally(
            int wave,
            RolloutDeviceStatus status,
            String zone,
            boolean online,
            boolean back,
            boolean seen,
            int devices,
            @Nullable Instant oldestSeen) {}

    int count(Predicate<Tally> which) {
        return tallies.stream().filter(which).mapToInt(Tally::devices).sum();
    }

    int count(RolloutDeviceStatus status) {
        return count(tally -> tally.status() == status);
    }

    int total() {
        return count(tally -> true);
    }

    int failures() {
        return count(tally -> tally.status().failure());
    }

    /** Those that came to an end that says something about the version. */
    int tried() {
        return failures() + count(Succeeded);
    }

    /** Not ended, and not to be given up. */
    int open() {
        return count(Pending) + count(Updating);
    }

    /** When the first of the devices that are updating saw what they are asked for; null when none has. */
    @Nullable Instant oldestSeen() {
        return tallies.stream()
                .filter(tally -> tally.status() == Updating)
                .map(Tally::oldestSeen)
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .orElse(null);
    }

    Standing standing(int wave, Wave rules) {
        int eligible = count(tally -> tally.wave() == wave && tally.status().counts());
        return new Standing(
                eligible,
                count(tally -> tally.wave() == wave && tally.status() == Succeeded),
                count(tally -> tally.wave() == wave
                        && (tally.status().failure() || tally.status() == RolloutDeviceStatus.RolledBack)),
                Amount.ceilPercent(rules.threshold(), eligible));
    }

    /**
     * How a wave does.
     *
     * @param eligible devices that have not left the rollout
     * @param needed how many must succeed
     */
    record Standing(int eligible, int good, int bad, int needed) {
        boolean through() {
            return good >= needed;
        }

        boolean hopeless() {
            return eligible - bad < needed;
        }
    }

    /** {@code 2 Failed, 1 TimedOut}; of the statuses named, those that some device has. */
    String inWords(Collection<RolloutDeviceStatus> statuses) {
        var counts = new TreeMap<RolloutDeviceStatus, Integer>();
        tallies.stream()
                .filter(tally -> statuses.contains(tally.status()))
                .forEach(tally -> counts.merge(tally.status(), tally.devices(), Integer::sum));
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }
}
