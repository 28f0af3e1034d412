package io.signalbeam.local.fleet;

import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.report.AgentFacts;
import io.signalbeam.shared.report.DeviceReport;
import io.signalbeam.shared.report.DeviceReport.BundleState;
import io.signalbeam.shared.report.DeviceReport.BundleStatus;
import io.signalbeam.shared.report.DeviceReport.ContainerStatus;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import io.signalbeam.shared.telemetry.MetricsSample;
import io.signalbeam.shared.telemetry.MetricsSample.ContainerSample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** How a simulated device behaves: made of its number and the time alone, so that two runs look alike. */
enum Temperament {
    /** Runs all it is asked to. */
    STEADY,
    /** One container of each bundle is unhealthy. */
    AILING,
    /** Is heard of once, and then no more. */
    ASLEEP;

    private static final long GIB = 1L << 30;

    MetricsSample sample(DeviceId device, Instant started, Instant now, DesiredState desired) {
        var own = new Random(device.value().getLeastSignificantBits());
        double phase = own.nextDouble() * 2 * Math.PI;
        double level = 15 + own.nextDouble() * 25;
        long total = (2L + own.nextInt(3) * 2L) * GIB;
        double hours = now.toEpochMilli() / 3_600_000.0;
        double noise = new Random(now.getEpochSecond() ^ device.hashCode()).nextGaussian();
        double cpu = Math.clamp(level + 10 * Math.sin(hours * 2 * Math.PI + phase) + 3 * noise, 0.5, 100);
        if (this == AILING) {
            cpu = Math.clamp(cpu + 45, 0.5, 100);
        }
        long uptime = Duration.between(started, now).toSeconds() + 86_400L * (1 + own.nextInt(60));
        var containers = desired.bundles().stream()
                .flatMap(bundle -> bundle.containers().stream()
                        .map(container ->
                                new ContainerSample(bundle.bundleId(), container.name(), level / 4, 40L << 20, 0)))
                .toList();
        return new MetricsSample(
                uptime,
                round(cpu),
                (long) (total * (0.35 + cpu / 400)),
                total,
                (long) (32 * GIB * (0.3 + own.nextDouble() / 3)),
                32 * GIB,
                round(cpu / 40),
                round(42 + cpu / 5),
                uptime * 2_100,
                uptime * 800,
                null,
                Map.of("queue_depth", (double) (int) (5 + 5 * Math.sin(hours * 20 + phase))),
                containers);
    }

    private static double round(double value) {
        return Math.round(value * 10) / 10.0;
    }

    /** @param settled whether the device has had the time to carry out what it is asked */
    DeviceReport report(long sequence, Instant now, AgentFacts facts, DesiredState desired, boolean settled) {
        var bundles = desired.bundles().stream()
                .map(bundle -> new BundleStatus(
                        bundle.bundleId(),
                        bundle.version(),
                        settled ? settledState() : BundleState.Updating,
                        settled && this == AILING
                                ? new ReportedError(
                                        "unhealthy",
                                        "its health check has failed 3 times: connection refused",
                                        bundle.containers().getLast().name())
                                : null))
                .toList();
        var containers = desired.bundles().stream()
                .flatMap(bundle -> containers(bundle, now, settled).stream())
                .toList();
        return new DeviceReport(
                DeviceReport.SCHEMA,
                desired.deviceId(),
                sequence,
                desired.generation(),
                now,
                facts,
                bundles,
                containers,
                null,
                SimulatedAnswers.to(desired, this));
    }

    private BundleState settledState() {
        return this == AILING ? BundleState.Failed : BundleState.Running;
    }

    private List<ContainerStatus> containers(DesiredBundle bundle, Instant now, boolean settled) {
        var last = bundle.containers().getLast();
        return bundle.containers().stream()
                .map(container -> new ContainerStatus(
                        bundle.bundleId(),
                        container.name(),
                        container.image(),
                        null,
                        settled ? "running" : "created",
                        settled ? (this == AILING && container.equals(last) ? "unhealthy" : "healthy") : null,
                        this == AILING && container.equals(last) ? 3 : 0,
                        settled ? now : null,
                        null))
                .toList();
    }
}
