package io.signalbeam.functions.reports;

import io.signalbeam.functions.intake.CloudEvents;
import io.signalbeam.shared.report.DeviceReport;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.Validated;
import java.util.List;

/** Reports in JSON. */
public final class ReportEvents implements ReportDecoder {
    private final CloudEvents<DeviceReport> events =
            new CloudEvents<>(TelemetryEvent.TYPE_STATE, DeviceReport.class, ReportEvents::check);

    @Override
    public Validated<TelemetryEvent<DeviceReport>> decode(byte[] body) {
        return events.decode(body);
    }

    private static void check(DeviceReport report, List<FieldError> errors) {
        CloudEvents.required("data.deviceId", report.deviceId(), errors);
        CloudEvents.required("data.at", report.at(), errors);
        CloudEvents.required("data.agent", report.agent(), errors);
        if (report.sequence() < 1) {
            errors.add(new FieldError("data.sequence", "range", "it begins at 1"));
        }
        if (report.agent() != null) {
            CloudEvents.required("data.agent.version", report.agent().version(), errors);
            CloudEvents.required("data.agent.os", report.agent().os(), errors);
            CloudEvents.required("data.agent.arch", report.agent().arch(), errors);
            CloudEvents.required("data.agent.hostname", report.agent().hostname(), errors);
        }
        for (int i = 0; i < report.bundles().size(); i++) {
            var bundle = report.bundles().get(i);
            CloudEvents.required("data.bundles[" + i + "].bundleId", bundle.bundleId(), errors);
            CloudEvents.required("data.bundles[" + i + "].version", bundle.version(), errors);
            CloudEvents.required("data.bundles[" + i + "].state", bundle.state(), errors);
        }
        for (int i = 0; i < report.containers().size(); i++) {
            var container = report.containers().get(i);
            CloudEvents.required("data.containers[" + i + "].bundle", container.bundle(), errors);
            CloudEvents.required("data.containers[" + i + "].name", container.name(), errors);
            CloudEvents.required("data.containers[" + i + "].image", container.image(), errors);
            CloudEvents.required("data.containers[" + i + "].state", container.state(), errors);
        }
    }
}
