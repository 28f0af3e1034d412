package io.signalbeam.agent.reconcile;

import io.signalbeam.agent.health.Trial;
import io.signalbeam.agent.health.Wellness;
import io.signalbeam.agent.reconcile.Plan.Stage;
import io.signalbeam.agent.reconcile.Plan.Wait;
import io.signalbeam.agent.runtime.ActualContainer;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.report.DeviceReport.BundleState;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides what to do next so that a device comes to run what is desired.
 *
 * @param gate asked before anything of a bundle is carried out
 */
public record Planner(HostPolicy policy, Trial trial, BundleGate gate) {

    /** Believes every bundle. */
    public Planner(HostPolicy policy, Trial trial) {
        this(policy, trial, BundleGate.OPEN);
    }

    /**
     * The same input gives the same plan, and planning again after it was carried out gives an empty one, or what
     * follows from what was seen meanwhile.
     *
     * @param now on the clock of {@code setbacks} and {@link ActualState#steadySince}
     */
    public Plan plan(DesiredState desired, ActualState actual, Memory memory, Setbacks setbacks, Instant now) {
        var draft = new Draft(desired, actual, memory, setbacks, now);
        removeUndesired(draft);
        AgentPlans.returnToPackaged(draft);
        desired.bundles().stream()
                .sorted(Comparator.comparing(DesiredBundle::bundleId))
                .forEach(bundle -> planBundle(draft, bundle));
        removeImages(draft);
        return new Plan(desired.generation(), draft.stages(), draft.waits(), draft.standings());
    }

    /** Every image that a plan for this may want to know about. */
    public static Set<String> images(DesiredState desired, Memory memory) {
        var images = new TreeSet<String>();
        for (var bundle : desired.bundles()) {
            bundle.containers().forEach(container -> images.add(container.image()));
            var lastGood = memory.of(bundle.bundleId()).lastGood();
            if (lastGood != null) {
                lastGood.containers().forEach(container -> images.add(container.image()));
            }
        }
        return images;
    }

    /** Of every agent that is desired, to keep what has been fetched of it. */
    public static Set<String> agentKeys(DesiredState desired) {
        return AgentPlans.keys(desired);
    }

    private static void removeUndesired(Draft draft) {
        var desired =
                draft.desired().bundles().stream().map(DesiredBundle::bundleId).collect(Collectors.toSet());
        var present = new TreeSet<>(draft.memory().bundles().keySet());
        draft.actual().containers().stream().map(ActualContainer::bundle).forEach(present::add);
        present.removeAll(desired);
        var networks = new TreeSet<>(draft.actual().networks());
        draft.desired().bundles().forEach(bundle -> networks.removeAll(Convergence.networksOf(bundle)));
        draft.memory().bundles().forEach((bundleId, memory) -> {
            if (desired.contains(bundleId) && memory.lastGood() != null) {
                networks.removeAll(Convergence.networksOf(memory.lastGood()));
            }
        });
        for (var bundleId : present) {
            var steps = new ArrayList<Step>();
            draft.actual().containers().stream()
                    .filter(container -> container.bundle().equals(bundleId))
                    .sorted(Comparator.comparing(ActualContainer::name).thenComparing(ActualContainer::id))
                    .forEach(container -> Convergence.remove(steps, container, Convergence.DEFAULT_GRACE_SECONDS));
            if (draft.memory().bundles().containsKey(bundleId)) {
                steps.add(new Step.Forget(bundleId));
            }
            draft.stage(new Stage(bundleId, "", false, steps));
        }
        // What is left is in neither version of any bundle; containers of none are gone by now.
        var unused = networks.stream().<Step>map(Step.RemoveNetwork::new).toList();
        if (!unused.isEmpty()) {
            draft.stage(new Stage("", "", false, unused));
        }
    }

    private static void removeImages(Draft draft) {
        var kept = new TreeSet<>(images(draft.desired(), draft.memory()));
        // A tag that did not move is still the content that it was when it was pulled before.
        kept.addAll(draft.actual().images().values());
        draft.actual().containers().forEach(container -> {
            kept.add(container.image());
            kept.add(container.imageId());
        });
        var unused = draft.memory().images().stream()
                .filter(image -> !kept.contains(image))
                .sorted()
                .<Step>map(Step.RemoveImage::new)
                .toList();
        if (!unused.isEmpty()) {
            draft.stage(new Stage("", "images", false, unused));
        }
    }

    private void planBundle(Draft draft, DesiredBundle bundle) {
        var memory = draft.memory().of(bundle.bundleId());
        var distrust = gate.refuses(bundle);
        if (distrust.isPresent()) {
            // Nothing is remembered of it: a good bundle under the same digest must not find it given up.
            keep(draft, memory.lastGood());
            draft.stands(bundle, BundleState.Failed, distrust.get());
            return;
        }
        var failure = memory.failureOf(bundle, draft.desired().generation());
        if (failure != null) {
            putBack(draft, memory.lastGood(), bundle);
            draft.stands(bundle, BundleState.Failed, failure.error());
            return;
        }
        var refusal = refuses(draft, bundle);
        if (refusal.isPresent()) {
            giveUp(draft, bundle, refusal.get(), null);
            return;
        }
        var towards = Convergence.towards(draft.desired(), bundle, draft.actual(), memory);
        boolean good = memory.isLastGood(bundle);
        var setback = draft.setback(bundle);
        if (!towards.pulls().isEmpty()) {
            // What runs is kept in order while the new version cannot be had yet.
            boolean tried = draft.stage(bundle, !good, towards.pulls());
            putBack(draft, memory.lastGood(), bundle);
            draft.stands(bundle, tried ? BundleState.Updating : BundleState.Pending, setback);
        } else if (!towards.switches().isEmpty()) {
            boolean tried = draft.stage(bundle, !good, towards.switches());
            draft.stands(bundle, tried ? BundleState.Updating : BundleState.Pending, setback);
        } else if (bundle.agent() != null) {
            AgentPlans.plan(draft, bundle, bundle.agent());
        } else if (good) {
            if (!bundle.equals(memory.lastGood())) {
                // The same manifest, but newer secrets or another signature: these are what to go back to.
                draft.stage(bundle, false, List.of(new Step.Accept(bundle)));
            }
            draft.stands(bundle, BundleState.Running, null);
        } else {
            judge(draft, bundle, towards);
        }
    }

    private Optional<ReportedError> refuses(Draft draft, DesiredBundle bundle) {
        var desired = draft.desired();
        // Where no other agent can be started there is nothing to allow, and a better reason to refuse it.
        boolean idle = bundle.agent() != null && draft.actual().agent().fixed() != null;
        return AgentPlans.refuses(desired, bundle)
                .or(() -> idle ? Optional.empty() : policy.refuses(bundle))
                .or(() -> TargetContainer.unfilled(desired, bundle));
    }

    /** Steps towards the version before, as far as its images are there. */
    private void putBack(Draft draft, @Nullable DesiredBundle lastGood, DesiredBundle instead) {
        if (lastGood != null && !lastGood.manifestDigest().equals(instead.manifestDigest())) {
            keep(draft, lastGood);
        }
    }

    private void keep(Draft draft, @Nullable DesiredBundle lastGood) {
        if (lastGood == null || refuses(draft, lastGood).isPresent()) {
            return;
        }
        var back = Convergence.towards(
                draft.desired(), lastGood, draft.actual(), draft.memory().of(lastGood.bundleId()));
        var steps = back.pulls().isEmpty() ? back.switches() : back.pulls();
        if (!steps.isEmpty()) {
            draft.stage(lastGood, false, steps);
        }
    }

    private void judge(Draft draft, DesiredBundle bundle, Convergence convergence) {
        boolean well = true;
        for (var pair : convergence.present()) {
            var container = pair.container();
            var steadySince = draft.actual().steadySince().get(container.id());
            switch (trial.judge(pair.target().spec(), container, steadySince, draft.now())) {
                case Wellness.Well() -> {}
                case Wellness.NotYet(var why) -> {
                    well = false;
                    draft.waits().add(new Wait.Proof(bundle.bundleId(), container.name(), why));
                }
                case Wellness.Broken(var code, var why) -> {
                    giveUp(draft, bundle, new ReportedError(code, why, container.name()), container.id());
                    return;
                }
            }
        }
        if (well) {
            draft.stage(bundle, true, List.of(new Step.Accept(bundle)));
        }
        draft.stands(bundle, BundleState.Updating, null);
    }

    private static void giveUp(Draft draft, DesiredBundle bundle, ReportedError error, @Nullable String containerId) {
        // Secrets that are not at hand cannot be struck out of a log, which an agent that was restarted has to get
        // first. Where it cannot have them the log stays on the device.
        var unknown = bundle.secrets().stream()
                .filter(secret -> !secret.ofRegistry())
                .filter(secret -> !draft.actual().secrets().contains(secret))
                .toList();
        boolean readable = unknown.isEmpty();
        boolean mayBecomeReadable = containerId != null && draft.setback(bundle) == null;
        var step = !readable && mayBecomeReadable
                ? new Step.FetchSecrets(bundle.bundleId(), unknown)
                : new Step.GiveUp(
                        bundle.bundleId(),
                        bundle.manifestDigest(),
                        error.code(),
                        error.message(),
                        error.container(),
                        readable ? containerId : null);
        draft.stages().add(new Stage(bundle.bundleId(), bundle.manifestDigest(), true, List.of(step)));
        draft.stands(bundle, BundleState.Updating, null);
    }
}
