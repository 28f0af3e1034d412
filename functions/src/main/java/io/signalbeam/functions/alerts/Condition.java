package io.signalbeam.functions.alerts;

/**
 * What a rule watches for on each device by itself.
 *
 * @param metric as telemetry names it, or one of {@link Measure}'s own names
 * @param windowSeconds what is aggregated, 300 to 86400; for {@link Aggregation#Last} how old the value may be
 * @param threshold of the metric; of an anomaly in robust standard deviations from the device's own median
 * @param historyHours how far an anomaly's median and spread look back, 2 to 168
 */
record Condition(
        Type type,
        String metric,
        Aggregation aggregation,
        int windowSeconds,
        Operator operator,
        double threshold,
        int historyHours) {

    enum Type {
        Threshold,
        Anomaly
    }

    enum Aggregation {
        Avg,
        Min,
        Max,
        Last
    }

    enum Operator {
        Above,
        Below,
        /** On either side; for anomalies. */
        Outside
    }
}
