package io.signalbeam.functions.alerts;

import io.signalbeam.functions.alerts.Condition.Aggregation;
import io.signalbeam.functions.alerts.Condition.Operator;
import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.shared.label.Selector;
import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.Validated;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What callers ask of rules, and what is wrong with it. */
final class RuleInput {
    static final int BUCKET_SECONDS = 300;
    private static final int DAY = 86_400;
    private static final int WEEK_HOURS = 168;
    private static final int USUAL_HISTORY = 24;
    private static final int MAX_NAME = 100;
    private static final int MAX_DESCRIPTION = 1000;

    private RuleInput() {}

    /** What is absent is usual: a threshold above which five minutes' mean must not go. */
    record NewCondition(
            Condition.@Nullable Type type,
            String metric,
            @Nullable Aggregation aggregation,
            @Nullable Integer windowSeconds,
            @Nullable Operator operator,
            Double threshold,
            @Nullable Integer historyHours) {

        Condition complete() {
            var kind = type == null ? Condition.Type.Threshold : type;
            var offline = metric.equals(Measure.OFFLINE);
            return new Condition(
                    kind,
                    metric,
                    aggregation != null ? aggregation : offline ? Aggregation.Last : Aggregation.Avg,
                    windowSeconds == null ? BUCKET_SECONDS : windowSeconds,
                    operator != null ? operator : kind == Condition.Type.Anomaly ? Operator.Outside : Operator.Above,
                    threshold,
                    historyHours == null ? USUAL_HISTORY : historyHours);
        }
    }

    /** {@code POST /alert-rules}. */
    record NewRule(
            String name,
            @Nullable String description,
            NewCondition condition,
            @Nullable String selector,
            @Nullable Integer forSeconds,
            @Nullable Integer keepFiringForSeconds,
            @Nullable Severity severity,
            @Nullable Boolean enabled) {

        AlertRule rule(UUID id, String by, Instant now) {
            return new AlertRule(
                    id,
                    name,
                    description == null ? "" : description,
                    condition.complete(),
                    selector == null ? "" : selector,
                    forSeconds == null ? 0 : forSeconds,
                    keepFiringForSeconds == null ? 0 : keepFiringForSeconds,
                    severity == null ? Severity.Warning : severity,
                    enabled == null || enabled,
                    by,
                    now,
                    1);
        }
    }

    /** {@code PATCH /alert-rules/{id}}: what is absent stays; a condition is replaced as a whole. */
    record RuleChange(
            @Nullable String name,
            @Nullable String description,
            @Nullable NewCondition condition,
            @Nullable String selector,
            @Nullable Integer forSeconds,
            @Nullable Integer keepFiringForSeconds,
            @Nullable Severity severity,
            @Nullable Boolean enabled) {

        AlertRule applied(AlertRule before) {
            return new AlertRule(
                    before.id(),
                    name == null ? before.name() : name,
                    description == null ? before.description() : description,
                    condition == null ? before.condition() : condition.complete(),
                    selector == null ? before.selector() : selector,
                    forSeconds == null ? before.forSeconds() : forSeconds,
                    keepFiringForSeconds == null ? before.keepFiringForSeconds() : keepFiringForSeconds,
                    severity == null ? before.severity() : severity,
                    enabled == null ? before.enabled() : enabled,
                    before.createdBy(),
                    before.createdAt(),
                    before.revision() + 1);
        }
    }

    static FieldErrors problems(AlertRule rule) {
        var errors = new FieldErrors()
                .length("name", rule.name(), 1, MAX_NAME)
                .length("description", rule.description(), 0, MAX_DESCRIPTION)
                .range("forSeconds", rule.forSeconds(), 0, DAY)
                .range("keepFiringForSeconds", rule.keepFiringForSeconds(), 0, DAY);
        checkSelector(errors, rule.selector());
        check(errors, rule.condition());
        return errors;
    }

    private static void check(FieldErrors errors, Condition condition) {
        errors.range("condition.windowSeconds", condition.windowSeconds(), BUCKET_SECONDS, DAY)
                .range("condition.historyHours", condition.historyHours(), 2, WEEK_HOURS);
        if (condition.windowSeconds() % BUCKET_SECONDS != 0) {
            errors.add("condition.windowSeconds", "range", "It takes a multiple of " + BUCKET_SECONDS + ".");
        }
        if (!Double.isFinite(condition.threshold())) {
            errors.add("condition.threshold", "range", "It takes a finite number.");
        }
        var measure = Measure.named(condition.metric()).orElse(null);
        if (measure == null) {
            errors.add("condition.metric", "unknown", "There is no metric " + condition.metric() + ".");
        }
        var offline = measure instanceof Measure.Offline;
        if (offline && condition.aggregation() != Aggregation.Last) {
            errors.add(
                    "condition.aggregation", "conflict", "How long a device has been offline has no other than Last.");
        }
        switch (condition.type()) {
            case Threshold -> {
                if (condition.operator() == Operator.Outside) {
                    errors.add("condition.operator", "conflict", "A threshold takes Above or Below.");
                }
            }
            case Anomaly -> {
                if (condition.threshold() <= 0) {
                    errors.add("condition.threshold", "range", "A distance from the usual is more than 0.");
                }
                if (condition.aggregation() != Aggregation.Avg) {
                    errors.add("condition.aggregation", "conflict", "Anomalies compare means: it takes Avg.");
                }
                if (measure != null && !(measure instanceof Measure.Series)) {
                    errors.add("condition.metric", "conflict", "Anomalies take metrics that devices send.");
                }
            }
        }
    }

    static void checkSelector(FieldErrors errors, String selector) {
        if (Selector.parse(selector) instanceof Validated.Invalid<Selector>(List<FieldError> wrong)) {
            errors.addAll(wrong);
        }
    }

    /** Of a text that has passed {@link #checkSelector}. */
    static Selector selector(String text) {
        return switch (Selector.parse(text)) {
            case Validated.Valid<Selector>(Selector value) -> value;
            case Validated.Invalid<Selector>(List<FieldError> errors) ->
                throw new IllegalArgumentException(errors.toString());
        };
    }
}
