package io.signalbeam.agent.app;

import com.fasterxml.jackson.core.type.TypeReference;
import io.signalbeam.agent.cloud.ApiClient;
import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.identity.KeyRing;
import io.signalbeam.agent.report.ReportRoute;
import io.signalbeam.agent.telemetry.EventRoute;
import io.signalbeam.shared.api.HeartbeatRequest;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.report.DeviceReport;
import io.signalbeam.shared.telemetry.MetricsSample;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/** Over the API: for networks that let nothing else through, and while Event Hubs is away. */
record HttpsRoutes(ApiClient api, KeyRing keys) {
    private static final TypeReference<TelemetryEvent<MetricsSample>> METRICS = new TypeReference<>() {};

    ReportRoute reports() {
        return new ReportRoute() {
            @Override
            public String name() {
                return "HTTPS";
            }

            @Override
            public void send(UUID eventId, DeviceReport report) throws InterruptedException {
                keys.with(key -> {
                    api.report(key, report);
                    return true;
                });
            }
        };
    }

    EventRoute telemetry() {
        return new EventRoute() {
            @Override
            public String name() {
                return "HTTPS";
            }

            @Override
            public int batch() {
                return 1;
            }

            @Override
            public void publish(List<byte[]> events) throws InterruptedException {
                for (var event : events) {
                    var metrics = read(event);
                    var heartbeat = new HeartbeatRequest(metrics.id(), metrics.time(), metrics.data());
                    keys.with(key -> {
                        api.heartbeat(key, metrics.source(), heartbeat);
                        return true;
                    });
                }
            }
        };
    }

    private static TelemetryEvent<MetricsSample> read(byte[] event) {
        try {
            return Json.lenient().readValue(event, METRICS);
        } catch (IOException e) {
            throw new PermanentFailure("malformed", "an event of the spool is none: " + e.getMessage(), e);
        }
    }
}
