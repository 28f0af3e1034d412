package io.signalbeam.functions.alerts;

import io.signalbeam.shared.id.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** Which alerts begin, fire and end, without any clock or store. */
final class Judge {
    /** A pending alert that nobody saw breached for longer than this begins anew: its time must be without a break. */
    static final Duration BREAK = Duration.ofMinutes(3);

    private Judge() {}

    /**
     * @param readings of every device that is breached or has an open alert; a device without one is none of the rule's
     * @param open of this rule, at most one of a device
     */
    static List<Change> judge(AlertRule rule, List<Reading> readings, Collection<OpenAlert> open, Instant now) {
        var left = new HashMap<DeviceId, OpenAlert>();
        open.forEach(alert -> left.put(alert.device(), alert));
        var changes = new ArrayList<Change>();
        for (var reading : readings) {
            var alert = left.remove(reading.device());
            if (alert != null) {
                judge(rule, reading, alert, now).ifPresent(changes::add);
            } else if (reading.breached()) {
                changes.add(new Change.Start(reading, rule.forSeconds() == 0));
            }
        }
        left.values()
                .forEach(alert -> changes.add(
                        alert.firing()
                                ? new Change.Resolve(alert.id(), EndReason.OutOfScope)
                                : new Change.Drop(alert.id())));
        return changes;
    }

    private static Optional<Change> judge(AlertRule rule, Reading reading, OpenAlert alert, Instant now) {
        if (reading.value() == null) {
            // Silence is no proof of health, nor of the contrary.
            return Optional.empty();
        }
        if (!reading.breached()) {
            if (!alert.firing()) {
                return Optional.of(new Change.Drop(alert.id()));
            }
            var well = Duration.between(alert.breachedAt(), now);
            return well.compareTo(Duration.ofSeconds(rule.keepFiringForSeconds())) < 0
                    ? Optional.empty()
                    : Optional.of(new Change.Resolve(alert.id(), EndReason.Recovered));
        }
        if (alert.firing()) {
            return Optional.of(new Change.Keep(alert.id(), reading));
        }
        if (Duration.between(alert.breachedAt(), now).compareTo(BREAK) > 0) {
            return Optional.of(new Change.Restart(alert.id(), reading));
        }
        var held = Duration.between(alert.startedAt(), now);
        return Optional.of(
                held.compareTo(Duration.ofSeconds(rule.forSeconds())) >= 0
                        ? new Change.Fire(alert.id(), reading)
                        : new Change.Keep(alert.id(), reading));
    }
}
