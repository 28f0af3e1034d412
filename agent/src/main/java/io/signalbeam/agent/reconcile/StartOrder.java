package io.signalbeam.agent.reconcile;

import io.signalbeam.shared.bundle.ContainerSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;

/** Containers after those that they depend on, by name where nothing else decides. */
final class StartOrder {
    private StartOrder() {}

    /** A circle, which a checked manifest cannot hold, is started by name rather than never. */
    static List<ContainerSpec> of(List<ContainerSpec> containers) {
        var waiting = new TreeMap<String, ContainerSpec>(Comparator.naturalOrder());
        containers.forEach(container -> waiting.put(container.name(), container));
        var ordered = new LinkedHashMap<String, ContainerSpec>();
        while (!waiting.isEmpty()) {
            var next = waiting.values().stream()
                    .filter(container -> container.dependsOn().stream().noneMatch(waiting::containsKey))
                    .findFirst()
                    .orElseGet(() -> waiting.firstEntry().getValue());
            waiting.remove(next.name());
            ordered.put(next.name(), next);
        }
        return new ArrayList<>(ordered.values());
    }
}
