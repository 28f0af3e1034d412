package io.signalbeam.local.bench;

import io.signalbeam.local.bench.Bench.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;

/**
 * An agent that does everything each second for long, ten containers watched, and gets another version of its bundle each
 * minute. What it takes of its machine must not grow: the medians of the last quarter of the time are held against those of
 * the second, because the first is the start's.
 */
public final class AgentSoak {
    private static final String NAME = "soaked";
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration CHANGE = Duration.ofMinutes(1);
    /** How much more resident memory counts as flat. */
    private static final double MOST_GROWTH = 1.05;

    /** What a process takes at one moment. */
    record Costs(double residentMebibytes, int threads, int descriptors) {
        static Costs of(long pid) throws IOException {
            var process = Path.of("/proc", Long.toString(pid));
            try (var descriptors = Files.list(process.resolve("fd"));
                    var threads = Files.list(process.resolve("task"))) {
                return new Costs(ProcessCosts.residentMebibytes(pid), (int) threads.count(), (int) descriptors.count());
            }
        }
    }

    private AgentSoak() {}

    /**
     * Runs it.
     *
     * @return whether nothing has grown
     * @throws Bench.CannotMeasure without a Docker Engine
     */
    public static boolean run(Path root, Path folder, Duration time) throws Exception {
        var setting = new Setting(root, folder, false);
        try (var device = WatchedDevice.open(setting, NAME);
                var agent = device.start(OptionalInt.of(1))) {
            device.publish("1.0.0");
            device.publish("2.0.0");
            var seen = new ArrayList<Costs>();
            var watch = Stopwatch.start();
            for (int change = 0; watch.seconds() < time.toSeconds(); change++) {
                device.assign(change % 2 == 0 ? "1.0.0" : "2.0.0", agent);
                for (int i = 0; i < CHANGE.dividedBy(LOOK) && watch.seconds() < time.toSeconds(); i++) {
                    seen.add(Costs.of(agent.pid()));
                    Thread.sleep(LOOK);
                }
                setting.say("after %.0f s: %s".formatted(watch.seconds(), seen.getLast()));
            }
            return tell(seen);
        }
    }

    private static boolean tell(List<Costs> seen) {
        // All three are told, whatever the first one says.
        boolean memory = flat("resident", "MiB", seen, Costs::residentMebibytes, MOST_GROWTH);
        boolean threads = flat("threads", "", seen, Costs::threads, 1);
        boolean descriptors = flat("descriptors", "", seen, Costs::descriptors, 1);
        return memory && threads && descriptors;
    }

    static boolean flat(String what, String unit, List<Costs> seen, ToDoubleFunction<Costs> cost, double most) {
        int quarter = seen.size() / 4;
        double second = median(seen.subList(quarter, 2 * quarter), cost);
        double last = median(seen.subList(seen.size() - quarter, seen.size()), cost);
        boolean isFlat = last <= second * most;
        System.out.printf(
                "%s: %.2f %s in the second quarter, %.2f in the last, %d looks: %s%n",
                what, second, unit, last, seen.size(), isFlat ? "ok" : "GROWS");
        return isFlat;
    }

    private static double median(List<Costs> seen, ToDoubleFunction<Costs> cost) {
        return Figure.median("median", seen.stream().mapToDouble(cost).toArray(), "")
                .value()
                .doubleValue();
    }
}
