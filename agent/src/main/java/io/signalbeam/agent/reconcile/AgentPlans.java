package io.signalbeam.agent.reconcile;

import io.signalbeam.agent.reconcile.Plan.Stage;
import io.signalbeam.agent.reconcile.Plan.Wait;
import io.signalbeam.shared.bundle.AgentSpec;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.report.DeviceReport.BundleState;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The part of a plan that is about the agent itself. */
final class AgentPlans {
    private AgentPlans() {}

    /** One agent runs: that of the first bundle that brings one. */
    static Optional<ReportedError> refuses(DesiredState desired, DesiredBundle bundle) {
        if (bundle.agent() == null) {
            return Optional.empty();
        }
        return desired.bundles().stream()
                .filter(other -> other.agent() != null && other.bundleId().compareTo(bundle.bundleId()) < 0)
                .findFirst()
                .map(other -> new ReportedError(
                        "agent-unsupported", "the bundle " + other.bundleId() + " brings the agent already", null));
    }

    static Set<String> keys(DesiredState desired) {
        var keys = new TreeSet<String>();
        for (var bundle : desired.bundles()) {
            var agent = bundle.agent();
            if (agent != null) {
                keys.add(AgentUpdate.key(bundle, agent));
            }
        }
        return keys;
    }

    /** The agent goes with the bundle that brought it, as containers do. */
    static void returnToPackaged(Draft draft) {
        var agent = draft.actual().agent();
        boolean away = !agent.running().equals(ActualAgent.PACKAGED) || agent.trial() != null;
        if (away
                && agent.fixed() == null
                && !agent.ending()
                && draft.desired().bundles().stream().allMatch(bundle -> bundle.agent() == null)) {
            draft.stage(new Stage("", "agent", false, List.of(new Step.SwitchAgent(ActualAgent.PACKAGED))));
        }
    }

    static void plan(Draft draft, DesiredBundle bundle, AgentSpec wanted) {
        var good = bundle.equals(draft.memory().of(bundle.bundleId()).lastGood());
        switch (AgentUpdate.of(bundle, wanted, draft.actual().agent())) {
            case AgentUpdate.Runs() -> {
                if (!good) {
                    draft.stage(bundle, true, List.of(new Step.Accept(bundle)));
                }
                draft.stands(bundle, good ? BundleState.Running : BundleState.Updating, null);
            }
            case AgentUpdate.Next(var step) -> {
                boolean tried = draft.stage(bundle, true, List.of(step));
                draft.stands(bundle, tried ? BundleState.Updating : BundleState.Pending, draft.setback(bundle));
            }
            case AgentUpdate.Await(var why) -> {
                draft.waits().add(new Wait.Proof(bundle.bundleId(), "agent", why));
                draft.stands(bundle, BundleState.Updating, null);
            }
            case AgentUpdate.Refuse(var error) -> draft.stands(bundle, BundleState.Failed, error);
        }
    }
}
