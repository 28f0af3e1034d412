package io.signalbeam.agent.execute;

import io.signalbeam.agent.artifacts.ArtifactShelf;
import io.signalbeam.agent.health.SteadyWatch;
import io.signalbeam.agent.reconcile.ActualState;
import io.signalbeam.agent.reconcile.ArtifactFolder;
import io.signalbeam.agent.reconcile.Memory;
import io.signalbeam.agent.reconcile.Memory.BundleMemory;
import io.signalbeam.agent.reconcile.Plan;
import io.signalbeam.agent.reconcile.Plan.Wait;
import io.signalbeam.agent.reconcile.Planner;
import io.signalbeam.agent.reconcile.Setbacks;
import io.signalbeam.agent.report.ReportBody;
import io.signalbeam.agent.runtime.ActualContainer;
import io.signalbeam.agent.runtime.ContainerRuntime;
import io.signalbeam.agent.runtime.ManagedLabels;
import io.signalbeam.agent.runtime.Owner;
import io.signalbeam.agent.runtime.RuntimeUnavailable;
import io.signalbeam.agent.secrets.SecretSafe;
import io.signalbeam.agent.update.AgentVersions;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.desired.SecretRef;
import io.signalbeam.shared.report.AgentFacts;
import io.signalbeam.shared.report.DeviceReport.BundleState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sees what runs, plans, acts, and tells, until nothing is left to do but to wait. */
public final class Reconciler {
    /** More rounds than any update takes; a plan that never empties must not keep a core busy. */
    private static final int MOST_PASSES = 12;

    private static final Duration PROOF_PAUSE = Duration.ofSeconds(1);
    /** How long a plan for nothing is believed while it would be made from the same: whom to believe may change beside it. */
    private static final Duration SETTLED = Duration.ofMinutes(5);

    private final Supplier<Optional<DesiredState>> desired;
    private final ContainerRuntime runtime;
    private final Planner planner;
    private final Executor executor;
    private final MemoryKeeper memory;
    private final SecretSafe safe;
    private final ArtifactShelf shelf;
    private final AgentVersions agents;
    private final Owner owner;
    private final InstantSource steadyClock;
    private final SteadyWatch steadyWatch;
    private final Function<@Nullable String, AgentFacts> facts;
    private final Consumer<ReportBody> report;
    private int blindRounds;
    private @Nullable Settled settled;
    private volatile List<ActualContainer> lastSeen = List.of();

    /** What a plan is made from, but for the time. */
    private record Question(DesiredState desired, ActualState actual, Memory memory, Setbacks setbacks) {}

    /** The last plan, when all ran and there was nothing to wait for: time alone makes no other one. */
    private record Settled(Question question, Instant at, Plan plan) {}

    /**
     * @param owner whose containers are looked after
     * @param facts about the agent, given the engine's version
     */
    @SuppressWarnings("TooManyParameters")
    public Reconciler(
            Supplier<Optional<DesiredState>> desired,
            ContainerRuntime runtime,
            Planner planner,
            Executor executor,
            MemoryKeeper memory,
            SecretSafe safe,
            ArtifactShelf shelf,
            AgentVersions agents,
            Owner owner,
            InstantSource steadyClock,
            Function<@Nullable String, AgentFacts> facts,
            Consumer<ReportBody> report) {
        this.desired = desired;
        this.runtime = runtime;
        this.planner = planner;
        this.executor = executor;
        this.memory = memory;
        this.safe = safe;
        this.shelf = shelf;
        this.agents = agents;
        this.owner = owner;
        this.steadyClock = steadyClock;
        this.steadyWatch = new SteadyWatch(steadyClock);
        this.facts = facts;
        this.report = report;
    }

    /**
     * One round.
     *
     * @param usual how long to rest when nothing is awaited
     * @return how long to rest
     */
    public Duration run(Duration usual) throws InterruptedException {
        var known = desired.get();
        if (known.isEmpty()) {
            return usual;
        }
        try {
            var pause = converge(known.get(), usual);
            blindRounds = 0;
            return pause;
        } catch (RuntimeUnavailable e) {
            // Once is a restart of the engine; twice is worth telling.
            if (++blindRounds == 2) {
                report.accept(ReportBody.blind(facts.apply(null), known.get(), e.reason()));
            }
            throw e;
        }
    }

    /** This device's containers as they were last seen. */
    public List<ActualContainer> lastSeen() {
        return lastSeen;
    }

    private Duration converge(DesiredState wanted, Duration usual) throws InterruptedException {
        var engine = facts.apply(runtime.version());
        for (int pass = 0; pass < MOST_PASSES; pass++) {
            var actual = observe(wanted);
            var plan = plan(new Question(wanted, actual, memory.memory(), executor.setbacks()));
            report.accept(ReportBody.of(engine, wanted, plan, actual));
            if (plan.isEmpty()) {
                return pause(plan, usual);
            }
            executor.execute(plan);
        }
        return PROOF_PAUSE;
    }

    // To hash all that containers are made from is half of a round, and nearly every round is as the one before.
    private Plan plan(Question question) {
        var now = steadyClock.instant();
        var before = settled;
        if (before != null
                && now.isBefore(before.at().plus(SETTLED))
                && before.question().equals(question)) {
            return before.plan();
        }
        var plan = planner.plan(question.desired(), question.actual(), question.memory(), question.setbacks(), now);
        settled = isRest(plan) ? new Settled(question, now, plan) : null;
        return plan;
    }

    private static boolean isRest(Plan plan) {
        return plan.isEmpty()
                && plan.waits().isEmpty()
                && plan.standings().stream().allMatch(standing -> standing.state() == BundleState.Running);
    }

    private ActualState observe(DesiredState wanted) {
        var containers = runtime.containers().stream().filter(owner::owns).toList();
        lastSeen = containers;
        var images = new HashMap<String, String>();
        for (var image : Planner.images(wanted, memory.memory())) {
            runtime.imageId(image).ifPresent(id -> images.put(image, id));
        }
        var networks = runtime.networks(owner);
        safe.keepOnly(secrets(wanted));
        shelf.keepOnly(folders(wanted), mounted(containers));
        agents.keepOnly(Planner.agentKeys(wanted));
        return new ActualState(
                containers,
                images,
                networks,
                steadyWatch.observe(containers),
                safe.held(),
                shelf.present(),
                agents.actual());
    }

    private List<ArtifactFolder> folders(DesiredState wanted) {
        return bundles(wanted)
                .flatMap(bundle -> ArtifactFolder.of(bundle).stream())
                .toList();
    }

    private static Set<String> mounted(List<ActualContainer> containers) {
        return containers.stream()
                .flatMap(container ->
                        Stream.of(container.label(ManagedLabels.ARTIFACTS).split(",", -1)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Those that may be needed: of what is desired, and of what to go back to. */
    private Set<SecretRef> secrets(DesiredState wanted) {
        return bundles(wanted).flatMap(bundle -> bundle.secrets().stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** What is desired, and what to go back to. */
    private Stream<DesiredBundle> bundles(DesiredState wanted) {
        return Stream.concat(
                wanted.bundles().stream(),
                memory.memory().bundles().values().stream()
                        .map(BundleMemory::lastGood)
                        .filter(Objects::nonNull));
    }

    private Duration pause(Plan plan, Duration usual) {
        var pause = usual;
        for (var wait : plan.waits()) {
            var until = switch (wait) {
                case Wait.Proof ignored -> PROOF_PAUSE;
                case Wait.Retry retry -> Duration.between(steadyClock.instant(), retry.at());
            };
            pause = until.compareTo(pause) < 0 ? until : pause;
        }
        return pause;
    }
}
