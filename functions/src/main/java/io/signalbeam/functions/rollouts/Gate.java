package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.outcome.FieldErrors;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of the devices of a wave that were updated, as long as the wave soaks.
 *
 * @param metric as {@link GateMetric} names them
 * @param against what the devices are compared with; null for nothing but the bound
 * @param by how; null when they are compared with nothing
 * @param atMost the bound; exactly one of the two is set
 * @param minDevices of each side must have told enough before the gate says anything, 1 to 1,000; 1 unless set
 * @param minSamples of each side, where the metric comes by samples, 1 to 1,000,000; 5 unless set
 * @param onFailure {@link OnFailure#Pause} unless set
 */
public record Gate(
        String metric,
        @Nullable Against against,
        @Nullable By by,
        @Nullable Double atMost,
        @Nullable Double atLeast,
        @Nullable Integer minDevices,
        @Nullable Integer minSamples,
        @Nullable OnFailure onFailure) {

    /** Devices that were asked last would make a slow query, and no better answer. */
    static final int MOST_DEVICES = 1_000;

    private static final int USUAL_SAMPLES = 5;
    private static final int MAX_METRIC = 300;

    /** The words are the API's. */
    public enum Against {
        /** Devices of the rollout that are not asked yet. */
        Rest,
        /** The same devices, before they were asked. */
        Past
    }

    /** The words are the API's. */
    public enum By {
        Difference,
        Ratio
    }

    /** Of a gate that has passed {@link #check}. */
    GateMetric measured() {
        return GateMetric.named(metric)
                .orElseThrow(() -> new IllegalArgumentException("a metric that was not checked: " + metric));
    }

    int leastDevices() {
        return minDevices == null ? 1 : minDevices;
    }

    /** What devices tell of themselves once, and not by samples, is asked for no number of them. */
    int leastSamples() {
        return switch (measured()) {
            case GateMetric.Unhealthy ignored -> 1;
            case GateMetric.Offline ignored -> 1;
            case GateMetric.Sampled ignored -> minSamples == null ? USUAL_SAMPLES : minSamples;
            case GateMetric.Share ignored -> minSamples == null ? USUAL_SAMPLES : minSamples;
            case GateMetric.Restarts ignored -> minSamples == null ? USUAL_SAMPLES : minSamples;
        };
    }

    OnFailure action() {
        return onFailure == null ? OnFailure.Pause : onFailure;
    }

    void check(FieldErrors errors, String field) {
        errors.length(field + ".metric", metric, 1, MAX_METRIC)
                .range(field + ".minDevices", minDevices, 1, MOST_DEVICES)
                .range(field + ".minSamples", minSamples, 1, Amount.MOST);
        if (GateMetric.named(metric).isEmpty()) {
            errors.add(field + ".metric", "unknown", "There is no metric " + metric + ".");
        }
        if ((against == null) != (by == null)) {
            errors.add(
                    field + ".by",
                    by == null ? "required" : "conflict",
                    "It takes Difference or Ratio where there is something to compare with, and nothing else.");
        }
        if ((atMost == null) == (atLeast == null)) {
            errors.add(field, atMost == null ? "required" : "conflict", "It takes one of atMost and atLeast.");
        }
        bound(errors, field + ".atMost", atMost);
        bound(errors, field + ".atLeast", atLeast);
    }

    private void bound(FieldErrors errors, String field, @Nullable Double bound) {
        if (bound != null && (!Double.isFinite(bound) || (by == By.Ratio && bound < 0))) {
            errors.add(
                    field, "range", by == By.Ratio ? "It takes a number of 0 or more." : "It takes a finite number.");
        }
    }
}
