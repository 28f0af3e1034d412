package io.signalbeam.agent.reconcile;

import io.signalbeam.agent.reconcile.Plan.Stage;
import io.signalbeam.agent.reconcile.Plan.Standing;
import io.signalbeam.agent.reconcile.Plan.Wait;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.report.DeviceReport.BundleState;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The plan in the making. */
record Draft(
        DesiredState desired,
        ActualState actual,
        Memory memory,
        Setbacks setbacks,
        Instant now,
        List<Stage> stages,
        List<Wait> waits,
        List<Standing> standings) {
    Draft(DesiredState desired, ActualState actual, Memory memory, Setbacks setbacks, Instant now) {
        this(desired, actual, memory, setbacks, now, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    void stands(DesiredBundle bundle, BundleState state, @Nullable ReportedError error) {
        standings.add(new Standing(bundle.bundleId(), bundle.version(), state, error));
    }

    /** Adds a stage, unless the version waits after a setback. */
    boolean stage(DesiredBundle bundle, boolean onTrial, List<Step> steps) {
        return stage(new Stage(bundle.bundleId(), bundle.manifestDigest(), onTrial, steps));
    }

    boolean stage(Stage stage) {
        var setback = setbacks.of(stage.key());
        if (setback.isPresent() && setback.get().retryAt().isAfter(now)) {
            var error = setback.get().error();
            waits.add(new Wait.Retry(stage.bundleId(), setback.get().retryAt(), error.message()));
            return false;
        }
        stages.add(stage);
        return true;
    }

    @Nullable ReportedError setback(DesiredBundle bundle) {
        return setbacks.of(new Setbacks.Key(bundle.bundleId(), bundle.manifestDigest()))
                .map(Setback::error)
                .orElse(null);
    }
}
