package io.signalbeam.agent.reconcile;

import io.signalbeam.agent.runtime.ContainerCreation;
import io.signalbeam.shared.bundle.AgentPackage;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.desired.SecretRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing to do, safe to do twice. */
public sealed interface Step {

    /** @param container the first of the bundle that needs it, to name when it cannot be had */
    record PullImage(String image, String container) implements Step {}

    /** Every moving tag of the version has been pulled: it need not be again. */
    record NotePulled(String bundleId, String manifestDigest) implements Step {}

    /** Values that containers about to be made need; got before anything that runs is touched. */
    record FetchSecrets(String bundleId, List<SecretRef> secrets) implements Step {
        public FetchSecrets {
            secrets = List.copyOf(secrets);
        }
    }

    /** Files that containers about to be made mount; got before anything that runs is touched. */
    record PlaceArtifacts(String bundleId, ArtifactFolder folder) implements Step {}

    /** Fetches an agent and unpacks it beside the one that runs. */
    record PlaceAgent(String key, String version, AgentPackage from) implements Step {}

    /**
     * Has the launcher start that agent next, on trial unless it has been confirmed or is {@link ActualAgent#PACKAGED}; and
     * has this process end, where it is another one.
     */
    record SwitchAgent(String key) implements Step {}

    /** The running agent has reported: it is what the launcher starts from now on. */
    record ConfirmAgent(String key) implements Step {}

    record CreateNetwork(String name, String bundleId) implements Step {}

    /** Makes the container and starts it: one step, so that a made one that does not start is the same failure. */
    record CreateContainer(ContainerCreation creation) implements Step {}

    record StartContainer(String container, String containerId) implements Step {}

    record StopContainer(String container, String containerId, int graceSeconds) implements Step {}

    record RemoveContainer(String container, String containerId) implements Step {}

    record RemoveNetwork(String name) implements Step {}

    /** No bundle that is desired or good names it, and no container of ours is made from it. */
    record RemoveImage(String image) implements Step {}

    /** The version has shown that it works: it is what to go back to from now on. */
    record Accept(DesiredBundle bundle) implements Step {}

    /**
     * The version has shown that it does not work: what remains of the container's log goes with the report.
     *
     * @param containerId whose log; absent when there is none, or none that may be told
     */
    record GiveUp(
            String bundleId,
            String manifestDigest,
            String code,
            String message,
            @Nullable String container,
            @Nullable String containerId)
            implements Step {}

    /** Nothing of the bundle is left. */
    record Forget(String bundleId) implements Step {}
}
