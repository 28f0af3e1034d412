package io.signalbeam.functions.alerts;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * For a time, alerts that it matches are not told to webhooks; they are evaluated and shown all the same.
 *
 * @param ruleId null for every rule
 * @param selector canonical text over devices; empty for every one
 * @param state as of when it was read
 */
record Silence(
        UUID id,
        @Nullable UUID ruleId,
        String selector,
        Instant startsAt,
        Instant endsAt,
        String comment,
        String createdBy,
        Instant createdAt,
        State state) {

    /** The names are the API's, and Alertmanager's. */
    enum State {
        Pending,
        Active,
        Expired;

        static State of(Instant startsAt, Instant endsAt, Instant now) {
            if (!now.isBefore(endsAt)) {
                return Expired;
            }
            return now.isBefore(startsAt) ? Pending : Active;
        }
    }

    /** @param attributes the device's labels and facts */
    boolean matches(Alert alert, Map<String, String> attributes) {
        return (ruleId == null || ruleId.equals(alert.rule().id()))
                && RuleInput.selector(selector).matches(attributes);
    }
}
