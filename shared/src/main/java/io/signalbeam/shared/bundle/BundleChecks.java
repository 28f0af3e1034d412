package io.signalbeam.shared.bundle;

import io.signalbeam.shared.label.LabelSyntax;
import io.signalbeam.shared.validation.FieldErrors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What has to hold between the containers and artifacts of one bundle. */
final class BundleChecks {
    private BundleChecks() {}

    static void check(List<ContainerSpec> containers, List<ArtifactSpec> artifacts, FieldErrors errors) {
        var indexes = uniqueNames(containers, errors);
        hostPorts(containers, errors);
        mounts(containers, artifacts, errors);
        dependencies(containers, indexes, errors);
    }

    private static Map<String, Integer> uniqueNames(List<ContainerSpec> containers, FieldErrors errors) {
        var indexes = new HashMap<String, Integer>();
        for (int i = 0; i < containers.size(); i++) {
            var name = containers.get(i).name();
            var first = name.isEmpty() ? null : indexes.putIfAbsent(name, i);
            if (first != null) {
                errors.add(
                        "containers[" + i + "].name",
                        "duplicate",
                        "containers[" + first + "] has the name '" + name + "' too");
            }
        }
        return indexes;
    }

    private record Listener(String place, ContainerSpec.PortSpec port) {
        /** A port taken on one address only leaves it free on another. */
        boolean clashes(ContainerSpec.PortSpec other) {
            return port.host() != null
                    && port.host().equals(other.host())
                    && port.protocol().equals(other.protocol())
                    && (isAny(port.hostIp()) || isAny(other.hostIp()) || Objects.equals(port.hostIp(), other.hostIp()));
        }

        private static boolean isAny(@Nullable String ip) {
            return ip == null || ip.equals("0.0.0.0") || ip.equals("::");
        }
    }

    private static void hostPorts(List<ContainerSpec> containers, FieldErrors errors) {
        var listeners = new ArrayList<Listener>();
        for (int i = 0; i < containers.size(); i++) {
            var ports = containers.get(i).ports();
            for (int p = 0; p < ports.size(); p++) {
                var port = ports.get(p);
                var place = "containers[" + i + "].ports[" + p + "]";
                listeners.stream()
                        .filter(listener -> listener.clashes(port))
                        .findFirst()
                        .ifPresent(first -> errors.add(
                                place + ".host",
                                "duplicate",
                                first.place() + " takes port " + port.host() + "/" + port.protocol()
                                        + " of the device too"));
                listeners.add(new Listener(place, port));
            }
        }
    }

    private static void mounts(List<ContainerSpec> containers, List<ArtifactSpec> artifacts, FieldErrors errors) {
        var folders = new HashSet<String>();
        artifacts.forEach(artifact -> folders.add(artifact.path()));
        for (int i = 0; i < containers.size(); i++) {
            var volumes = containers.get(i).volumes();
            for (int v = 0; v < volumes.size(); v++) {
                if (!volumes.get(v).path().isEmpty()
                        && folders.contains(volumes.get(v).path())) {
                    errors.add(
                            "containers[" + i + "].volumes[" + v + "].path",
                            "conflict",
                            "artifacts are mounted on '" + volumes.get(v).path() + "'");
                }
            }
        }
    }

    private static void dependencies(List<ContainerSpec> containers, Map<String, Integer> indexes, FieldErrors errors) {
        for (int i = 0; i < containers.size(); i++) {
            var dependsOn = containers.get(i).dependsOn();
            for (int d = 0; d < dependsOn.size(); d++) {
                if (LabelSyntax.isDnsLabel(dependsOn.get(d)) && !indexes.containsKey(dependsOn.get(d))) {
                    errors.add(
                            "containers[" + i + "].dependsOn[" + d + "]",
                            "reference",
                            "the bundle has no container '" + dependsOn.get(d) + "'");
                }
            }
        }
        if (indexes.size() < containers.size()) {
            // With two containers of one name nobody can tell who waits for whom.
            return;
        }
        var done = new HashSet<Integer>();
        for (int i = 0; i < containers.size(); i++) {
            visit(i, containers, indexes, new ArrayList<>(), done, errors);
        }
    }

    /** Depth first; at most as deep as there are containers. Each cycle is named once, where it was entered. */
    private static void visit(
            int at,
            List<ContainerSpec> containers,
            Map<String, Integer> indexes,
            List<Integer> path,
            Set<Integer> done,
            FieldErrors errors) {
        int entered = path.indexOf(at);
        if (entered >= 0) {
            var names = new ArrayList<String>();
            path.subList(entered, path.size())
                    .forEach(index -> names.add(containers.get(index).name()));
            names.add(containers.get(at).name());
            errors.add(
                    "containers[" + at + "].dependsOn",
                    "conflict",
                    "containers wait for each other: " + String.join(" → ", names));
            return;
        }
        if (done.contains(at)) {
            return;
        }
        path.addLast(at);
        for (var name : containers.get(at).dependsOn()) {
            var next = indexes.get(name);
            if (next != null) {
                visit(next, containers, indexes, path, done, errors);
            }
        }
        path.removeLast();
        done.add(at);
    }
}
