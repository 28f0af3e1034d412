package io.signalbeam.agent.reconcile;

import io.signalbeam.agent.runtime.ActualContainer;
import io.signalbeam.agent.runtime.ContainerState;
import io.signalbeam.shared.bundle.ContainerSpec;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.desired.SecretRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What lies between a device and one version of one bundle.
 *
 * @param pulls steps that fetch images, secrets and artifacts, and touch nothing that runs
 * @param switches steps that change what runs; only to be taken when no pull is left
 * @param present the containers that are already as they shall be
 */
record Convergence(List<Step> pulls, List<Step> switches, List<Pair> present) {
    static final int DEFAULT_GRACE_SECONDS = ContainerSpec.DEFAULT_STOP_GRACE_SECONDS;

    /** A container, and what it shall be. */
    record Pair(TargetContainer target, ActualContainer container) {}

    static Convergence towards(
            DesiredState desired, DesiredBundle bundle, ActualState actual, Memory.BundleMemory memory) {
        var targets = targets(desired, bundle);
        var mine = actual.containers().stream()
                .filter(container -> container.bundle().equals(bundle.bundleId()))
                .sorted(Comparator.comparing(ActualContainer::name).thenComparing(ActualContainer::id))
                .toList();
        var matched = match(desired, targets, mine, actual);
        var pulls = pulls(bundle, targets, matched, actual, memory);
        var switches = new ArrayList<Step>();
        removals(switches, bundle, targets, mine, matched);
        networksOf(bundle).stream()
                .filter(network -> !actual.networks().contains(network))
                .forEach(network -> switches.add(new Step.CreateNetwork(network, bundle.bundleId())));
        for (var target : targets) {
            var container = matched.get(target.name());
            if (container == null) {
                switches.add(new Step.CreateContainer(target.creation()));
            } else {
                start(switches, target, container);
            }
        }
        var present = targets.stream()
                .filter(target -> matched.containsKey(target.name()))
                .map(target -> new Pair(target, java.util.Objects.requireNonNull(matched.get(target.name()))))
                .toList();
        return new Convergence(pulls, List.copyOf(switches), present);
    }

    static Set<String> networksOf(DesiredBundle bundle) {
        var networks = new TreeSet<String>();
        bundle.containers().forEach(spec -> networks.addAll(TargetContainer.networks(bundle, spec)));
        return networks;
    }

    static void remove(List<Step> steps, ActualContainer container, int graceSeconds) {
        if (mayRun(container)) {
            steps.add(new Step.StopContainer(container.name(), container.id(), graceSeconds));
        }
        steps.add(new Step.RemoveContainer(container.name(), container.id()));
    }

    private static List<TargetContainer> targets(DesiredState desired, DesiredBundle bundle) {
        return StartOrder.of(bundle.containers()).stream()
                .map(spec -> TargetContainer.of(desired, bundle, spec))
                .toList();
    }

    private static Map<String, ActualContainer> match(
            DesiredState desired, List<TargetContainer> targets, List<ActualContainer> mine, ActualState actual) {
        var matched = new LinkedHashMap<String, ActualContainer>();
        for (var target : targets) {
            mine.stream()
                    .filter(container -> container.name().equals(target.name()))
                    .filter(container ->
                            container.state() != ContainerState.DEAD && container.state() != ContainerState.REMOVING)
                    .filter(container ->
                            target.matches(container, desired.deviceId().toString(), actual.images()))
                    .findFirst()
                    .ifPresent(container -> matched.put(target.name(), container));
        }
        return matched;
    }

    private static List<Step> pulls(
            DesiredBundle bundle,
            List<TargetContainer> targets,
            Map<String, ActualContainer> matched,
            ActualState actual,
            Memory.BundleMemory memory) {
        boolean fresh = bundle.manifestDigest().equals(memory.pulled()) || memory.isLastGood(bundle);
        var steps = new ArrayList<Step>();
        boolean moving = false;
        var seen = new TreeSet<String>();
        for (var target : targets) {
            var image = target.spec().image();
            if (!seen.add(image)) {
                continue;
            }
            boolean needed = targets.stream()
                    .anyMatch(other -> other.spec().image().equals(image) && !matched.containsKey(other.name()));
            boolean missing = needed && !actual.images().containsKey(image);
            boolean stale = !fresh && isMovingTag(image);
            moving |= stale;
            if (missing || stale) {
                steps.add(new Step.PullImage(image, target.name()));
            }
        }
        if (moving) {
            steps.add(new Step.NotePulled(bundle.bundleId(), bundle.manifestDigest()));
        }
        var secrets = targets.stream()
                .filter(target -> !matched.containsKey(target.name()))
                .flatMap(target -> target.creation().secrets().values().stream())
                .filter(secret -> !actual.secrets().contains(secret))
                .distinct()
                .sorted(Comparator.comparing(SecretRef::name))
                .toList();
        if (!secrets.isEmpty()) {
            steps.add(new Step.FetchSecrets(bundle.bundleId(), secrets));
        }
        ArtifactFolder.of(bundle).stream()
                .filter(folder -> !actual.artifacts().contains(folder.key()))
                .forEach(folder -> steps.add(new Step.PlaceArtifacts(bundle.bundleId(), folder)));
        return List.copyOf(steps);
    }

    /** Only {@code latest} is expected to move, as everywhere else; other tags are taken for what they name. */
    static boolean isMovingTag(String image) {
        var afterPath = image.substring(image.lastIndexOf('/') + 1);
        return !afterPath.contains("@") && (!afterPath.contains(":") || afterPath.endsWith(":latest"));
    }

    /** Stops what is not as it shall be: first what nothing desired depends on, then in reverse order of starting. */
    private static void removals(
            List<Step> steps,
            DesiredBundle bundle,
            List<TargetContainer> targets,
            List<ActualContainer> mine,
            Map<String, ActualContainer> matched) {
        var order = targets.stream().map(TargetContainer::name).toList();
        mine.stream()
                .filter(container -> !container.equals(matched.get(container.name())))
                .sorted(Comparator.comparing((ActualContainer container) -> {
                    int place = order.indexOf(container.name());
                    return place < 0 ? Integer.MIN_VALUE : -place;
                }))
                .forEach(container -> remove(steps, container, graceSeconds(bundle, container)));
    }

    private static int graceSeconds(DesiredBundle bundle, ActualContainer container) {
        return bundle.containers().stream()
                .filter(spec -> spec.name().equals(container.name()))
                .mapToInt(ContainerSpec::stopGraceSeconds)
                .findFirst()
                .orElse(DEFAULT_GRACE_SECONDS);
    }

    private static void start(List<Step> steps, TargetContainer target, ActualContainer container) {
        switch (container.state()) {
            case CREATED -> steps.add(new Step.StartContainer(container.name(), container.id()));
            case EXITED -> {
                if (shallRunAgain(target.spec(), container)) {
                    steps.add(new Step.StartContainer(container.name(), container.id()));
                }
            }
            case PAUSED -> {
                // Paused by hand. There is no resuming on the port: a stop and a start end the pause as well.
                steps.add(new Step.StopContainer(
                        container.name(), container.id(), target.spec().stopGraceSeconds()));
                steps.add(new Step.StartContainer(container.name(), container.id()));
            }
            // The engine restarts by itself what crashes; a removal in progress ends by itself.
            case RUNNING, RESTARTING, REMOVING, DEAD -> {}
        }
    }

    /** The engine has restarted what its policy told it to: what is ended now was ended by hand, or has used its tries. */
    private static boolean shallRunAgain(ContainerSpec spec, ActualContainer container) {
        return switch (spec.restart().policy()) {
            case "no" -> false;
            case "on-failure" ->
                container.exitCode() != 0
                        && (spec.restart().maxRetries() == 0
                                || container.restarts() < spec.restart().maxRetries());
            default -> true;
        };
    }

    private static boolean mayRun(ActualContainer container) {
        return switch (container.state()) {
            case RUNNING, RESTARTING, PAUSED -> true;
            case CREATED, EXITED, REMOVING, DEAD -> false;
        };
    }
}
