package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.assignments.Assignment;
import io.signalbeam.functions.assignments.Assignments;
import io.signalbeam.functions.assignments.EffectiveBundle;
import io.signalbeam.functions.assignments.HeldBundle;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.rollouts.ExplainSql.Facts;
import io.signalbeam.functions.rollouts.ExplainSql.Part;
import io.signalbeam.functions.rollouts.Explanation.Kind;
import io.signalbeam.functions.rollouts.Explanation.Step;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Says in steps why a device runs what it runs, and what it waits for. */
final class ExplainDevice {
    private final Transactions transactions;
    private final Assignments assignments;
    private final InstantSource clock;

    ExplainDevice(Transactions transactions, Assignments assignments, InstantSource clock) {
        this.transactions = transactions;
        this.assignments = assignments;
        this.clock = clock;
    }

    Outcome<Explanation> explain(TenantId tenant, DeviceId device) {
        return transactions.inTenant(
                tenant,
                tx -> assignments.effective(tenant, device).map(bundles -> {
                    var facts = ExplainSql.facts(tx, tenant, device);
                    var steps = new ArrayList<Step>();
                    steps.add(device(facts));
                    bundles.forEach(bundle -> steps.addAll(asked(bundle)));
                    var held = assignments.held(tenant, device);
                    held.forEach(bundle -> steps.add(held(bundle)));
                    if (bundles.isEmpty() && held.isEmpty()) {
                        steps.add(new Step(Kind.Assignment, null, "Nobody asks it for any bundle."));
                    }
                    var now = clock.instant();
                    for (var part : ExplainSql.parts(tx, tenant, device)) {
                        var waits = own(part, facts, now) + NextStep.waitingFor(tx, part.rollout(), now);
                        steps.add(new Step(Kind.Rollout, part.rollout().bundle(), rollout(part, waits)));
                    }
                    steps.add(new Step(Kind.Delivery, null, delivery(facts)));
                    ExplainSql.reported(tx, tenant, device)
                            .forEach(report -> steps.add(new Step(
                                    Kind.Report,
                                    report.bundle(),
                                    "It reports %s %s %s%s."
                                            .formatted(
                                                    report.bundle(),
                                                    report.version(),
                                                    report.state(),
                                                    report.error() == null ? "" : ": " + report.error()))));
                    return new Explanation(device, facts.generation(), facts.observed(), steps);
                }));
    }

    private static Step device(Facts facts) {
        var seen = facts.seenAt() == null
                ? "it was never heard of"
                : facts.connectivity().equals("Online")
                        ? "it is online"
                        : "it was last heard of at " + Json.format(facts.seenAt());
        return new Step(Kind.Device, null, "The device is %s, and %s.".formatted(facts.lifecycle(), seen));
    }

    private static List<Step> asked(EffectiveBundle bundle) {
        var steps = new ArrayList<Step>();
        steps.add(new Step(
                Kind.Assignment,
                bundle.bundleId(),
                "It shall run %s %s, because %s."
                        .formatted(
                                bundle.bundleId(),
                                bundle.version(),
                                because(bundle.because(), bundle.groupName() == null ? "" : bundle.groupName()))));
        if (!bundle.beaten().isEmpty()) {
            steps.add(new Step(
                    Kind.Assignment,
                    bundle.bundleId(),
                    "That beats %s: what is asked of the device itself comes first, then the higher priority of a group, then the later word."
                            .formatted(bundle.beaten().stream()
                                    .map(beaten -> beaten.version() + " (" + beaten.kind() + ", "
                                            + Json.format(beaten.assignedAt()) + ")")
                                    .collect(Collectors.joining(", ")))));
        }
        return steps;
    }

    private static Step held(HeldBundle bundle) {
        var asked = bundle.asked();
        return new Step(
                Kind.Assignment,
                asked.bundleId(),
                "%s would have it run %s %s, but it is not given that: %s"
                        .formatted(
                                bundle.groupName() == null ? "What was asked of it" : "The group " + bundle.groupName(),
                                asked.bundleId(),
                                asked.version(),
                                bundle.quarantine().inWords(asked.bundleId(), asked.version())));
    }

    private static String because(Assignment assignment, String group) {
        var when = "at " + Json.format(assignment.assignedAt()) + " by " + assignment.assignedBy();
        return switch (assignment.kind()) {
            case Device -> "it was assigned to the device itself " + when;
            case Group -> "it was assigned to the group " + group + " " + when;
            case Rollout ->
                "the rollout " + assignment.rolloutId() + ", begun " + when + ", has asked it"
                        + (group.isEmpty() ? "" : " for the group " + group);
        };
    }

    private static String rollout(Part part, String waits) {
        var rollout = "The rollout %s (%s) of %s %s"
                .formatted(
                        part.name(),
                        part.rollout().view().state().status(),
                        part.rollout().bundle(),
                        part.rollout().version());
        return switch (part.status()) {
            case Pending -> rollout + " will ask it in wave " + (part.wave() + 1) + ", and has not yet. " + waits;
            case Updating ->
                rollout
                        + (part.goingBack() ? " asks it to go back" : " has asked it")
                        + (part.seen() ? ", and it is at it." : ", and it has not been seen to know.");
            default -> rollout + " has it as " + part.status() + ". " + waits;
        };
    }

    /** What keeps the rollout from asking this device, beside what it waits for on the whole. */
    private static String own(Part part, Facts facts, Instant now) {
        var plan = part.rollout().view().plan();
        var windows = plan.windows();
        var zone = part.zone();
        var text = new StringBuilder();
        if (part.status() == RolloutDeviceStatus.Pending
                && windows != null
                && zone != null
                && !windows.isOpen(zone, now)) {
            var opens = windows.opensNext(Set.of(zone), now);
            text.append("It is outside the rollout's windows, by the clock of ")
                    .append(zone)
                    .append(opens == null ? ". " : "; the next opens at " + Json.format(opens) + ". ");
        }
        if (part.status() == RolloutDeviceStatus.Pending
                && plan.maxUnavailable() != null
                && !facts.connectivity().equals("Online")) {
            text.append("It is asked only while it is online. ");
        }
        return text.toString();
    }

    private static String delivery(Facts facts) {
        if (facts.queued()) {
            return "Its desired state, generation %d, is about to be put where it polls.".formatted(facts.generation());
        }
        return facts.observed() >= facts.generation()
                ? "It has told of its desired state, generation %d.".formatted(facts.generation())
                : "Its desired state, generation %d, waits to be polled; the device has told of generation %d."
                        .formatted(facts.generation(), facts.observed());
    }
}
