package io.signalbeam.functions.reports;

import io.signalbeam.functions.devices.DeviceEvents.Severity;
import io.signalbeam.shared.report.DeviceReport;
import io.signalbeam.shared.report.DeviceReport.BundleState;
import io.signalbeam.shared.report.DeviceReport.BundleStatus;
import io.signalbeam.shared.report.DeviceReport.ContainerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares reports. Pure. */
final class Transitions {
    static final String BUNDLE_RUNNING = "io.signalbeam.device.bundle-running.v1";
    static final String BUNDLE_FAILED = "io.signalbeam.device.bundle-failed.v1";
    static final String BUNDLE_REMOVED = "io.signalbeam.device.bundle-removed.v1";
    static final String CONTAINER_UNHEALTHY = "io.signalbeam.device.container-unhealthy.v1";
    static final String CONTAINER_HEALTHY = "io.signalbeam.device.container-healthy.v1";
    static final String CONTAINER_RESTARTED = "io.signalbeam.device.container-restarted.v1";
    static final String IDENTITY_CLONED = "io.signalbeam.device.identity-cloned.v1";

    private Transitions() {}

    /** Whether something on the device is not as it should be. */
    static boolean degraded(DeviceReport report) {
        return report.containers().stream().anyMatch(Transitions::unhealthy)
                || report.bundles().stream().anyMatch(bundle -> bundle.state() == BundleState.Failed);
    }

    /** The moment from which the device's identity is known to be used twice. */
    static Optional<Transition> cloned(Instances before, Instances after) {
        if (before.clonedAt() != null || after.clonedAt() == null) {
            return Optional.empty();
        }
        var one = after.seen().get(0);
        var other = after.seen().get(1);
        return Optional.of(new Transition(
                IDENTITY_CLONED,
                Severity.Warning,
                "Two machines use this device's identity: " + one.host() + " and " + other.host(),
                Map.of(
                        "host",
                        one.host(),
                        "otherHost",
                        other.host(),
                        "instance",
                        one.id(),
                        "otherInstance",
                        other.id())));
    }

    /** What happened between two reports, in an order that does not depend on theirs. */
    static List<Transition> between(@Nullable DeviceReport before, DeviceReport after) {
        var all = new ArrayList<Transition>();
        var bundlesBefore = byName(before == null ? List.of() : before.bundles(), BundleStatus::bundleId);
        var bundlesAfter = byName(after.bundles(), BundleStatus::bundleId);
        bundlesAfter.forEach((id, now) -> bundle(bundlesBefore.get(id), now, all));
        bundlesBefore.forEach((id, was) -> {
            if (!bundlesAfter.containsKey(id)) {
                all.add(new Transition(
                        BUNDLE_REMOVED,
                        Severity.Info,
                        "Bundle " + id + " " + was.version() + " is gone",
                        Map.of("bundleId", id, "version", was.version())));
            }
        });
        var containersBefore = byName(before == null ? List.of() : before.containers(), Transitions::container);
        byName(after.containers(), Transitions::container)
                .forEach((name, now) -> container(name, containersBefore.get(name), now, all));
        return all;
    }

    private static void bundle(@Nullable BundleStatus was, BundleStatus now, List<Transition> all) {
        if (was != null && was.state() == now.state() && was.version().equals(now.version())) {
            return;
        }
        var details = new TreeMap<>(Map.of("bundleId", now.bundleId(), "version", now.version()));
        switch (now.state()) {
            case Running ->
                all.add(new Transition(
                        BUNDLE_RUNNING, Severity.Info, "Bundle " + now.bundleId() + " runs " + now.version(), details));
            case Failed -> {
                var error = now.error();
                var why = "";
                if (error != null) {
                    details.put("code", error.code());
                    if (error.container() != null) {
                        details.put("container", error.container());
                    }
                    why = ": " + error.message();
                }
                all.add(new Transition(
                        BUNDLE_FAILED,
                        Severity.Error,
                        "Bundle " + now.bundleId() + " " + now.version() + " failed" + why,
                        details));
            }
            case Pending, Updating -> {}
        }
    }

    private static void container(
            String name, @Nullable ContainerStatus was, ContainerStatus now, List<Transition> all) {
        var details = Map.of("bundleId", now.bundle(), "container", now.name());
        if (unhealthy(now) && (was == null || !unhealthy(was))) {
            all.add(new Transition(
                    CONTAINER_UNHEALTHY, Severity.Warning, "Container " + name + " is unhealthy", details));
        }
        if ("healthy".equals(now.health()) && was != null && unhealthy(was)) {
            all.add(new Transition(
                    CONTAINER_HEALTHY, Severity.Info, "Container " + name + " is healthy again", details));
        }
        if (was != null && now.restarts() > was.restarts() && was.image().equals(now.image())) {
            var more = new TreeMap<>(details);
            more.put("restarts", Integer.toString(now.restarts()));
            all.add(new Transition(
                    CONTAINER_RESTARTED, Severity.Warning, "Container " + name + " was restarted", more));
        }
    }

    private static boolean unhealthy(ContainerStatus container) {
        return "unhealthy".equals(container.health());
    }

    private static String container(ContainerStatus container) {
        return container.bundle() + "/" + container.name();
    }

    /** A report that names a thing twice keeps the last. */
    private static <T> Map<String, T> byName(List<T> items, Function<T, String> name) {
        return items.stream().collect(Collectors.toMap(name, Function.identity(), (a, b) -> b, TreeMap::new));
    }
}
