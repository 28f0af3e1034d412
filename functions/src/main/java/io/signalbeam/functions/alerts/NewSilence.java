package io.signalbeam.functions.alerts;

import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.functions.outcome.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /alert-silences}.
 *
 * @param startsAt absent means now
 */
record NewSilence(
        @Nullable UUID ruleId,
        @Nullable String selector,
        @Nullable Instant startsAt,
        Instant endsAt,
        @Nullable String comment) {
    private static final int MAX_COMMENT = 1000;
    private static final Duration LONGEST = Duration.ofDays(366);

    Optional<Refusal> problem(Instant now) {
        var errors = new FieldErrors().length("comment", comment, 0, MAX_COMMENT);
        if (selector != null) {
            RuleInput.checkSelector(errors, selector);
        }
        var from = startsAt == null || startsAt.isBefore(now) ? now : startsAt;
        var latest = now.plus(LONGEST);
        if (!endsAt.isAfter(from)) {
            errors.add("endsAt", "range", "It must be after " + from + ".");
        } else if (endsAt.isAfter(latest)) {
            errors.add(
                    "endsAt", "range", "It must not be after " + latest + ": what is silent for longer needs no rule.");
        }
        return errors.refusal();
    }
}
