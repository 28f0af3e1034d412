package io.signalbeam.agent.reconcile;

import io.signalbeam.agent.runtime.ActualContainer;
import io.signalbeam.shared.desired.SecretRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the engine has of this device's.
 *
 * @param containers with our labels and this device's id (or one it had before)
 * @param images the engine's image id by reference, of those references that somebody may want and that it has
 * @param networks names of our networks
 * @param steadySince since when a container runs without a restart, by container id
 * @param secrets whose values are at hand
 * @param artifacts keys of the {@link ArtifactFolder}s that are there whole
 * @param agent which runs, and what lies beside it
 */
public record ActualState(
        List<ActualContainer> containers,
        Map<String, String> images,
        Set<String> networks,
        Map<String, Instant> steadySince,
        Set<SecretRef> secrets,
        Set<String> artifacts,
        ActualAgent agent) {
    public ActualState {
        containers = List.copyOf(containers);
        images = Map.copyOf(images);
        networks = Set.copyOf(networks);
        steadySince = Map.copyOf(steadySince);
        secrets = Set.copyOf(secrets);
        artifacts = Set.copyOf(artifacts);
    }

    /** Without any secret or artifact, seen by an agent that stays what it is. */
    public ActualState(
            List<ActualContainer> containers,
            Map<String, String> images,
            Set<String> networks,
            Map<String, Instant> steadySince) {
        this(
                containers,
                images,
                networks,
                steadySince,
                Set.of(),
                Set.of(),
                ActualAgent.fixed("0.0.0", "amd64", "nobody has looked"));
    }
}
