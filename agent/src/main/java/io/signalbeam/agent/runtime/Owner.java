package io.signalbeam.agent.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose a container or network is, by its labels. It is this agent's when this device made it, or one that this machine was
 * before: known by name, or by the home alone when what was known of it is lost.
 *
 * @param device this device's id
 * @param former ids that it had before
 * @param home the same for every identity of an agent on one machine in one folder; absent where the machine cannot be told
 *     from others, and then nothing is taken over by it
 */
public record Owner(
        String device, Set<String> former, @Nullable String home) {
    public Owner {
        former = Set.copyOf(former);
    }

    /** A device that was never another and has no home. */
    public static Owner of(String device) {
        return new Owner(device, Set.of(), null);
    }

    public boolean owns(ActualContainer container) {
        return owns(container.labels());
    }

    public boolean owns(Map<String, String> labels) {
        var by = labels.getOrDefault(ManagedLabels.DEVICE, "");
        return device.equals(by)
                || former.contains(by)
                || (home != null && home.equals(labels.get(ManagedLabels.HOME)));
    }

    /** What marks something as this agent's. */
    public Map<String, String> labels() {
        var labels = new HashMap<String, String>();
        labels.put(ManagedLabels.MANAGED, "true");
        labels.put(ManagedLabels.DEVICE, device);
        if (home != null) {
            labels.put(ManagedLabels.HOME, home);
        }
        return labels;
    }
}
