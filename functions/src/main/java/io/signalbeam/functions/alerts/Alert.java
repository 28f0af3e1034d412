package io.signalbeam.functions.alerts;

import io.signalbeam.shared.id.DeviceId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An alert of one rule on one device, as the API and webhooks write it.
 *
 * @param rule as it was when the alert began
 * @param value when it was breached last
 * @param score of an anomaly: robust standard deviations from the usual
 * @param startedAt since when it has been breached without a break
 * @param silencedBy silences that hold now; none for a resolved one
 */
record Alert(
        UUID id,
        RuleRef rule,
        DeviceRef device,
        AlertState state,
        double value,
        @Nullable Double score,
        Instant startedAt,
        @Nullable Instant firedAt,
        @Nullable Instant endedAt,
        @Nullable EndReason endReason,
        List<UUID> silencedBy) {

    Alert {
        silencedBy = List.copyOf(silencedBy);
    }

    record RuleRef(UUID id, String name, String metric, Severity severity) {}

    record DeviceRef(DeviceId id, String name) {}

    Alert silencedBy(List<UUID> silences) {
        return new Alert(id, rule, device, state, value, score, startedAt, firedAt, endedAt, endReason, silences);
    }
}
