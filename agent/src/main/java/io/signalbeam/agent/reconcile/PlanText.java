package io.signalbeam.agent.reconcile;

import io.signalbeam.agent.reconcile.Plan.Wait;
import io.signalbeam.shared.bundle.ArtifactSpec;
import io.signalbeam.shared.desired.SecretRef;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import org.jspecify.annotations.Nullable;

/** A plan as text, one line a step: for logs, and for reading in a test what changed. */
public final class PlanText {
    private PlanText() {}

    public static String of(Plan plan) {
        var text = new StringBuilder("generation " + plan.generation() + "\n");
        for (var stage : plan.stages()) {
            text.append("stage ").append(stage.bundleId().isEmpty() ? "-" : stage.bundleId());
            text.append(stage.onTrial() ? " on trial\n" : "\n");
            stage.steps().forEach(step -> text.append("  ").append(of(step)).append('\n'));
        }
        plan.waits().forEach(wait -> text.append(of(wait)).append('\n'));
        plan.standings()
                .forEach(standing -> text.append(standing.bundleId())
                        .append(' ')
                        .append(standing.version())
                        .append(" is ")
                        .append(standing.state())
                        .append(of(standing.error()))
                        .append('\n'));
        return text.toString();
    }

    public static String of(Step step) {
        return switch (step) {
            case Step.PullImage(var image, var container) -> "pull " + image;
            case Step.NotePulled(var bundle, var digest) -> "note that " + digest + " is pulled";
            case Step.FetchSecrets(var bundle, var secrets) ->
                "fetch "
                        + String.join(
                                ", ", secrets.stream().map(SecretRef::name).toList());
            case Step.PlaceArtifacts(var bundle, var folder) ->
                "place "
                        + String.join(
                                ", ",
                                folder.files().stream().map(ArtifactSpec::name).toList());
            case Step.PlaceAgent(var key, var version, var from) -> "place agent " + key;
            case Step.SwitchAgent(var key) -> "switch to " + (key.isEmpty() ? "the packaged agent" : "agent " + key);
            case Step.ConfirmAgent(var key) -> "confirm agent " + key;
            case Step.CreateNetwork(var name, var bundle) -> "create network " + name;
            case Step.CreateContainer(var creation) ->
                "create " + creation.name() + " from " + creation.spec().image();
            case Step.StartContainer(var container, var id) -> "start " + container + " (" + shortId(id) + ")";
            case Step.StopContainer(var container, var id, var grace) ->
                "stop " + container + " (" + shortId(id) + ") within " + grace + " s";
            case Step.RemoveContainer(var container, var id) -> "remove " + container + " (" + shortId(id) + ")";
            case Step.RemoveNetwork(var name) -> "remove network " + name;
            case Step.RemoveImage(var image) -> "remove image " + image;
            case Step.Accept(var bundle) -> "accept " + bundle.bundleId() + " " + bundle.version();
            case Step.GiveUp giveUp ->
                "give up " + giveUp.bundleId() + ": " + giveUp.code()
                        + (giveUp.container() == null ? "" : " of " + giveUp.container()) + ", " + giveUp.message();
            case Step.Forget(var bundle) -> "forget " + bundle;
        };
    }

    private static String of(Wait wait) {
        return switch (wait) {
            case Wait.Proof(var bundle, var container, var why) ->
                "waiting for " + bundle + "/" + container + ": " + why;
            case Wait.Retry(var bundle, var at, var why) -> "waiting to retry " + bundle + " at " + at + ": " + why;
        };
    }

    private static String of(@Nullable ReportedError error) {
        return error == null ? "" : " (" + error.code() + ": " + error.message() + ")";
    }

    private static String shortId(String id) {
        return id.length() > 12 ? id.substring(0, 12) : id;
    }
}
