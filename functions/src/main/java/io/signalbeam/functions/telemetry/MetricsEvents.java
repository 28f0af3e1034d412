package io.signalbeam.functions.telemetry;

import io.signalbeam.functions.intake.CloudEvents;
import io.signalbeam.shared.telemetry.MetricsSample;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.Validated;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events of metrics in JSON. */
public final class MetricsEvents implements MetricsDecoder {
    private static final int MAX_CUSTOM = 256;
    private static final int MAX_CONTAINERS = 256;
    private static final int MAX_NAME = 128;

    private final CloudEvents<MetricsSample> events =
            new CloudEvents<>(TelemetryEvent.TYPE_METRICS, MetricsSample.class, MetricsEvents::check);

    @Override
    public Validated<TelemetryEvent<MetricsSample>> decode(byte[] body) {
        return events.decode(body);
    }

    private static void check(MetricsSample sample, List<FieldError> errors) {
        finite("data.cpuPercent", sample.cpuPercent(), errors);
        finite("data.load1", sample.load1(), errors);
        finite("data.temperatureCelsius", sample.temperatureCelsius(), errors);
        most("data.custom", sample.custom().size(), MAX_CUSTOM, errors);
        sample.custom().forEach((name, value) -> {
            if (!Metric.CUSTOM.matcher(name).matches()) {
                errors.add(new FieldError("data.custom", "format", "a name is not of the form " + Metric.CUSTOM));
            }
            finite("data.custom." + name, value, errors);
        });
        most("data.containers", sample.containers().size(), MAX_CONTAINERS, errors);
        for (int i = 0; i < sample.containers().size(); i++) {
            var container = sample.containers().get(i);
            var path = "data.containers[" + i + "]";
            name(path + ".bundle", container.bundle(), errors);
            name(path + ".name", container.name(), errors);
            finite(path + ".cpuPercent", container.cpuPercent(), errors);
        }
    }

    private static void finite(String field, @Nullable Double value, List<FieldError> errors) {
        if (value != null && !Double.isFinite(value)) {
            errors.add(new FieldError(field, "range", "it is not finite"));
        }
    }

    private static void name(String field, @Nullable String value, List<FieldError> errors) {
        CloudEvents.required(field, value, errors);
        if (value != null && value.length() > MAX_NAME) {
            errors.add(new FieldError(field, "range", "it has more than " + MAX_NAME + " characters"));
        }
    }

    private static void most(String field, int size, int most, List<FieldError> errors) {
        if (size > most) {
            errors.add(new FieldError(field, "range", "it has " + size + " entries; at most " + most + " are taken"));
        }
    }
}
