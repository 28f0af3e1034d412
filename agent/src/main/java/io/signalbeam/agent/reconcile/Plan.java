package io.signalbeam.agent.reconcile;

import io.signalbeam.shared.report.DeviceReport.BundleState;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to do, in order, and what is being waited for.
 *
 * @param generation of the desired state that was planned for
 */
public record Plan(long generation, List<Stage> stages, List<Wait> waits, List<Standing> standings) {

    public Plan {
        stages = List.copyOf(stages);
        waits = List.copyOf(waits);
        standings = List.copyOf(standings);
    }

    /**
     * Steps of one version (of none, when they only remove); when one fails the rest of the stage is left out, and other stages go on.
     *
     * @param onTrial whether a lasting failure means to give the version up; else it is tried again and again
     */
    public record Stage(String bundleId, String manifestDigest, boolean onTrial, List<Step> steps) {
        public Stage {
            steps = List.copyOf(steps);
        }

        public Setbacks.Key key() {
            return new Setbacks.Key(bundleId, manifestDigest);
        }
    }

    /** Why there is nothing to do yet. */
    public sealed interface Wait {
        /** A container has to show that it is well. */
        record Proof(String bundleId, String container, String why) implements Wait {}

        /** A failed step may be tried again then. */
        record Retry(String bundleId, Instant at, String why) implements Wait {}
    }

    /** Where a desired bundle stands, as it will be reported. */
    public record Standing(
            String bundleId,
            String version,
            BundleState state,
            @Nullable ReportedError error) {}

    /** Whether everything is as desired, as far as it can be. */
    public boolean isEmpty() {
        return stages.isEmpty();
    }
}
