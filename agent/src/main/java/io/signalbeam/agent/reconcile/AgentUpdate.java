package io.signalbeam.agent.reconcile;

import io.signalbeam.agent.reconcile.ActualAgent.Refused;
import io.signalbeam.shared.bundle.AgentSpec;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.report.DeviceReport.ReportedError;

/** What comes next on the way to the agent that a bundle asks for. */
sealed interface AgentUpdate {
    /** It runs, and has shown that it can report. */
    record Runs() implements AgentUpdate {}

    record Next(Step step) implements AgentUpdate {}

    record Await(String why) implements AgentUpdate {}

    record Refuse(ReportedError error) implements AgentUpdate {}

    /** How many digits of the manifest's digest tell two bundles apart that bring the same version of the agent. */
    int DIGEST_DIGITS = 16;

    /**
     * Names a version of the agent on disk and to the launcher, by the bundle that brought it: what was refused once is
     * refused for ever, and the same package in another version of the bundle is another try.
     */
    static String key(DesiredBundle bundle, AgentSpec agent) {
        var digest = bundle.manifestDigest().substring(bundle.manifestDigest().indexOf(':') + 1);
        return agent.version() + "-" + digest.substring(0, Math.min(DIGEST_DIGITS, digest.length()));
    }

    static AgentUpdate of(DesiredBundle bundle, AgentSpec wanted, ActualAgent actual) {
        var key = key(bundle, wanted);
        if (actual.refused() instanceof Refused(var refused, var why) && refused.equals(key)) {
            return refuse("agent-failed", "agent " + wanted.version() + " was gone back from: " + why);
        }
        if (actual.ending()) {
            return new Await("the agent ends, and another one starts");
        }
        boolean onTrial = actual.running().equals(actual.trial());
        if (onTrial && actual.running().equals(key)) {
            return actual.reported()
                    ? new Next(new Step.ConfirmAgent(key))
                    : new Await("agent " + wanted.version() + " has to report");
        }
        if (actual.trial() == null
                && (actual.running().equals(key) || actual.version().equals(wanted.version()))) {
            return new Runs();
        }
        if (actual.fixed() != null) {
            return refuse("agent-unsupported", "agent " + wanted.version() + " cannot be started: " + actual.fixed());
        }
        if (actual.placed().contains(key)) {
            return new Next(new Step.SwitchAgent(key));
        }
        return wanted.packageFor(actual.arch())
                .<AgentUpdate>map(from -> new Next(new Step.PlaceAgent(key, wanted.version(), from)))
                .orElseGet(() -> refuse("agent-unsupported", "there is no package for " + actual.arch()));
    }

    private static Refuse refuse(String code, String message) {
        return new Refuse(new ReportedError(code, message, null));
    }
}
