package io.signalbeam.agent.report;

import io.signalbeam.agent.reconcile.ActualState;
import io.signalbeam.agent.reconcile.Plan;
import io.signalbeam.agent.runtime.ActualContainer;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.report.AgentFacts;
import io.signalbeam.shared.report.CommandAnswer;
import io.signalbeam.shared.report.DeviceReport.BundleState;
import io.signalbeam.shared.report.DeviceReport.BundleStatus;
import io.signalbeam.shared.report.DeviceReport.ContainerStatus;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a report says, without its number and time: two that are equal need not both be sent. */
public record ReportBody(
        long observedGeneration,
        AgentFacts agent,
        List<BundleStatus> bundles,
        List<ContainerStatus> containers,
        List<CommandAnswer> commands) {

    public ReportBody {
        bundles = List.copyOf(bundles);
        containers = List.copyOf(containers);
        commands = List.copyOf(commands);
    }

    /** One that says nothing of commands. */
    public ReportBody(
            long observedGeneration, AgentFacts agent, List<BundleStatus> bundles, List<ContainerStatus> containers) {
        this(observedGeneration, agent, bundles, containers, List.of());
    }

    /** The same, with how far commands are. */
    public ReportBody answering(List<CommandAnswer> answers) {
        return new ReportBody(observedGeneration, agent, bundles, containers, answers);
    }

    /** What was planned and seen. */
    public static ReportBody of(AgentFacts agent, DesiredState desired, Plan plan, ActualState actual) {
        var bundles = plan.standings().stream()
                .map(standing ->
                        new BundleStatus(standing.bundleId(), standing.version(), standing.state(), standing.error()))
                .toList();
        var containers = new ArrayList<ContainerStatus>();
        actual.containers().forEach(container -> containers.add(status(container)));
        for (var standing : plan.standings()) {
            // After a version was given up, what is missing of it is not missed.
            if (standing.state() != BundleState.Failed) {
                addMissing(containers, desired, standing.bundleId());
            }
        }
        containers.sort(Comparator.comparing(ContainerStatus::bundle).thenComparing(ContainerStatus::name));
        return new ReportBody(desired.generation(), agent, bundles, containers);
    }

    /** What can be said while the engine does not answer. */
    public static ReportBody blind(AgentFacts agent, DesiredState desired, String why) {
        var bundles = desired.bundles().stream()
                .map(bundle -> new BundleStatus(
                        bundle.bundleId(),
                        bundle.version(),
                        BundleState.Pending,
                        new ReportedError("runtime-unavailable", why, null)))
                .toList();
        return new ReportBody(desired.generation(), agent, bundles, List.of());
    }

    private static void addMissing(List<ContainerStatus> containers, DesiredState desired, String bundleId) {
        desired.bundles().stream()
                .filter(bundle -> bundle.bundleId().equals(bundleId))
                .flatMap(bundle -> bundle.containers().stream())
                .filter(spec -> containers.stream()
                        .noneMatch(status -> status.bundle().equals(bundleId)
                                && status.name().equals(spec.name())))
                .map(spec ->
                        new ContainerStatus(bundleId, spec.name(), spec.image(), null, "missing", null, 0, null, null))
                .toList()
                .forEach(containers::add);
    }

    private static ContainerStatus status(ActualContainer container) {
        return new ContainerStatus(
                container.bundle(),
                container.name(),
                container.image(),
                container.digest(),
                container.state().word(),
                container.health(),
                container.restarts(),
                container.startedAt(),
                container.error());
    }
}
