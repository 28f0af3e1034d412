package io.signalbeam.functions.telemetry;

/** Which metrics there can be, for whoever names one elsewhere. */
public final class MetricNames {
    private MetricNames() {}

    /** Whether devices can send a metric of this name: {@code cpuPercent}, {@code custom.NAME} and so on. */
    public static boolean known(String name) {
        return Metric.named(name).isPresent();
    }
}
