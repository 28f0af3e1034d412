package io.signalbeam.functions.reports;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.report.AgentFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the reports of one device in a batch come to.
 *
 * @param last the report that counts; null when all were stale
 * @param observedGeneration the greatest of the reports that were taken
 * @param seenAt when the device was last heard of, stale reports included
 * @param facts where they have changed; null where not
 * @param instances where they have changed; null where not
 */
record Digest(
        TenantId tenant,
        DeviceId device,
        @Nullable Received last,
        long observedGeneration,
        Instant seenAt,
        List<Transition> transitions,
        @Nullable AgentFacts facts,
        @Nullable Instances instances) {

    /** In the order of their sequence; those that are not newer than what is known change nothing. Pure. */
    static Digest of(List<Received> reports, LastKnown known) {
        var inOrder = reports.stream()
                .sorted(Comparator.comparingLong(received -> received.report().sequence()))
                .toList();
        var sequence = known.sequence();
        var before = known.report();
        Received last = null;
        long generation = 0;
        var seenAt = Instant.EPOCH;
        var transitions = new ArrayList<Transition>();
        for (var received : inOrder) {
            var report = received.report();
            seenAt = received.seenAt().isAfter(seenAt) ? received.seenAt() : seenAt;
            if (report.sequence() > sequence) {
                transitions.addAll(Transitions.between(before, report));
                sequence = report.sequence();
                before = report;
                last = received;
                generation = Math.max(generation, report.observedGeneration());
            }
        }
        var facts = last == null || last.report().agent().equals(known.facts())
                ? null
                : last.report().agent();
        var instances = instances(reports, known.instances());
        Transitions.cloned(known.instances(), instances).ifPresent(transitions::add);
        return new Digest(
                inOrder.getFirst().tenant(),
                inOrder.getFirst().device(),
                last,
                generation,
                seenAt,
                List.copyOf(transitions),
                facts,
                instances.equals(known.instances()) ? null : instances);
    }

    /** In the order of their receipt; stale reports count as well, since a clone's may all be. */
    private static Instances instances(List<Received> reports, Instances known) {
        var instances = known;
        for (var received :
                reports.stream().sorted(Comparator.comparing(Received::seenAt)).toList()) {
            var id = received.report().instance();
            if (id != null) {
                instances = instances.after(id, received.report().agent().hostname(), received.seenAt());
            }
        }
        return instances;
    }
}
